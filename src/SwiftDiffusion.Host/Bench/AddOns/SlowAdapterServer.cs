using System.Globalization;
using Microsoft.AspNetCore.Http;
using SwiftDiffusion.Engine.Adapters.Store;

namespace SwiftDiffusion.Host.Bench.AddOns;

/// <summary>A store on loopback that lets every request wait before it sends the file, as one across a network does.</summary>
internal sealed class SlowAdapterServer : IAsyncDisposable
{
    /// <summary>No safetensors file.</summary>
    private static readonly byte[] Broken = [1, 2, 3, 4, 5, 6, 7, 8, 9];

    private readonly WebApplication _app;
    private int _served;

    private SlowAdapterServer(WebApplication app) => _app = app;

    /// <param name="file">The LoRA that every address gives; null when no adapter will be asked for.</param>
    /// <param name="time">Waits.</param>
    /// <param name="cancellation">Gives the start up.</param>
    public static async Task<SlowAdapterServer> StartAsync(string? file, TimeProvider time, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGet("/{delay}/{name}", async (string delay, CancellationToken left) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(double.Parse(delay, CultureInfo.InvariantCulture)), time, left).ConfigureAwait(false);
            return file is null ? Results.NotFound() : Results.File(file);
        });
        app.MapGet("/status/{code:int}/{name}", (int code) => Results.StatusCode(code));
        app.MapGet("/broken/{name}", () => Results.Bytes(Broken));
        await app.StartAsync(cancellation).ConfigureAwait(false);
        return new SlowAdapterServer(app);
    }

    /// <summary>An adapter that nobody has fetched yet and that takes that long to come.</summary>
    public AdapterSource Cold(TimeSpan delay) => Fresh(string.Create(CultureInfo.InvariantCulture, $"{delay.TotalMilliseconds:0}"));

    /// <summary>An adapter that the store refuses to send.</summary>
    public AdapterSource Refused(int statusCode) => Fresh(string.Create(CultureInfo.InvariantCulture, $"status/{statusCode}"));

    /// <summary>An adapter whose file is none.</summary>
    public AdapterSource Damaged() => Fresh("broken");

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private AdapterSource.Remote Fresh(string folder) => new(
        new Uri(string.Create(CultureInfo.InvariantCulture, $"{_app.Urls.First()}/{folder}/{Interlocked.Increment(ref _served)}.safetensors")), null);
}
