using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace SwiftDiffusion.Gateway.Tests.Hostile;

/// <summary>One gateway with tight bounds, for all that is thrown at it.</summary>
public sealed class HostileGateway : IAsyncLifetime
{
    private QueuedGateway? _gateway;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal QueuedGateway Gateway => _gateway!;

    public async ValueTask InitializeAsync() => _gateway = await QueuedGateway.StartAsync(options =>
    {
        options.MaxBodySizeBytes = HostileInputs.MaxBody;
        options.MaxPictureSizeBytes = HostileInputs.MaxPicture;
        options.Webhooks.Secret = "a secret of webhooks";
        options.MinBodyBytesPerSecond = 1_000_000;
        options.SlowBodyGrace = TimeSpan.FromSeconds(1.1);
    });

    internal async Task<HttpResponseMessage> PostAsync(string path, byte[] body, string contentType = "application/json")
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return await Gateway.Client.PostAsync(path, content, Token);
    }

    /// <summary>Sends the very bytes, which an HTTP client would put right.</summary>
    /// <returns>The status, or null when the connection was closed without one.</returns>
    internal async Task<int?> StatusOfAsync(string request)
    {
        using var client = new TcpClient();
        var address = Gateway.Client.BaseAddress!;
        await client.ConnectAsync(address.Host, address.Port, Token);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request), Token);
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        return await reader.ReadLineAsync(Token) is ['H', 'T', 'T', 'P', ..] line ? int.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture) : null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
            await _gateway.DisposeAsync();
    }
}
