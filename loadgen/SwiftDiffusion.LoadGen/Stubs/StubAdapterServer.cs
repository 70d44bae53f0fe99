using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace SwiftDiffusion.LoadGen.Stubs;

/// <summary>
/// A remote adapter store for measurements: <c>GET /loras/N.safetensors</c> answers after a chosen delay, over a line of chosen bandwidth that all
/// downloads share. <c>HEAD</c> answers after the delay alone.
/// </summary>
internal sealed class StubAdapterServer : IAsyncDisposable
{
    private const int PieceBytes = 64 * 1024;

    private readonly WebApplication _app;
    private readonly StubAdapterOptions _options;
    private readonly TimeProvider _time;
    private readonly SharedLink _link;
    private long _downloads;

    private StubAdapterServer(WebApplication app, StubAdapterOptions options, TimeProvider time)
    {
        (_app, _options, _time) = (app, options, time);
        _link = new SharedLink(options.BytesPerSecond, time);
    }

    /// <summary>Downloads that were finished.</summary>
    public long Downloads => Interlocked.Read(ref _downloads);

    /// <summary>Where every stub is, in the order of their numbers.</summary>
    public IReadOnlyList<string> Urls => [.. Enumerable.Range(0, _options.Count).Select(number => $"{_app.Urls.First()}/loras/{number}.safetensors")];

    /// <exception cref="UserException">The address cannot be listened on.</exception>
    public static async Task<StubAdapterServer> StartAsync(StubAdapterOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(options.Url);
        var server = new StubAdapterServer(builder.Build(), options, time);
        server._app.MapMethods("/loras/{file}", [HttpMethods.Get, HttpMethods.Head], server.ServeAsync);
        try
        {
            await server._app.StartAsync(cancellation).ConfigureAwait(false);
            return server;
        }
        catch (IOException e)
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw new UserException($"{options.Url}: {e.Message}", e);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ServeAsync(HttpContext context, string file)
    {
        if (NumberOf(file) is not { } number)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await Task.Delay(_options.Delay, _time, context.RequestAborted);
        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = _options.Template.SizeBytes;
        context.Response.Headers[HeaderNames.ETag] = $"\"stub-{number}\"";
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        await SendAsync(context, _options.Template.Create(number));
        Interlocked.Increment(ref _downloads);
    }

    private async Task SendAsync(HttpContext context, ReadOnlyMemory<byte> content)
    {
        for (int sent = 0; sent < content.Length; sent += PieceBytes)
        {
            var piece = content.Slice(sent, Math.Min(PieceBytes, content.Length - sent));
            await _link.PassAsync(piece.Length, context.RequestAborted);
            await context.Response.Body.WriteAsync(piece, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private int? NumberOf(string file) =>
        Path.GetExtension(file) == ".safetensors"
        && int.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        && number < _options.Count
            ? number
            : null;
}

/// <summary>What the stub adapter server serves, and how fast.</summary>
/// <param name="Template">The file the stubs are made from.</param>
/// <param name="Count">Stubs, numbered from 0.</param>
/// <param name="Delay">Time before the first byte.</param>
/// <param name="BytesPerSecond">Bandwidth of all downloads together; null for no limit.</param>
/// <param name="Url">Address to listen on; port 0 takes a free one.</param>
internal sealed record StubAdapterOptions(LoraTemplate Template, int Count, TimeSpan Delay, double? BytesPerSecond, string Url = "http://127.0.0.1:0");
