using System.Globalization;
using Microsoft.AspNetCore.Http;
using SwiftDiffusion.Engine.Adapters.Store;

namespace SwiftDiffusion.Host.Bench.AddOns;

/// <summary>A store on loopback that lets every request wait before it sends the file, as one across a network does.</summary>
internal sealed class SlowAdapterServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _served;

    private SlowAdapterServer(WebApplication app) => _app = app;

    /// <param name="file">The LoRA that every address gives.</param>
    /// <param name="time">Waits.</param>
    /// <param name="cancellation">Gives the start up.</param>
    public static async Task<SlowAdapterServer> StartAsync(string file, TimeProvider time, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGet("/{delay}/{name}", async (string delay, CancellationToken left) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(double.Parse(delay, CultureInfo.InvariantCulture)), time, left).ConfigureAwait(false);
            return Results.File(file);
        });
        await app.StartAsync(cancellation).ConfigureAwait(false);
        return new SlowAdapterServer(app);
    }

    /// <summary>An adapter that nobody has fetched yet and that takes that long to come.</summary>
    public AdapterSource Cold(TimeSpan delay) => new AdapterSource.Remote(
        new Uri(string.Create(CultureInfo.InvariantCulture, $"{_app.Urls.First()}/{delay.TotalMilliseconds:0}/cold-{Interlocked.Increment(ref _served)}.safetensors")), null);

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
