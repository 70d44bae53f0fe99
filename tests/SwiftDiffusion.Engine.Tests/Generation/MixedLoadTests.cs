using System.Diagnostics;
using System.Globalization;
using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.Tests.Adapters.Store;
using SwiftDiffusion.Testing;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Generation;

/// <summary>
/// Requests of every kind at once on two devices, some cancelled, some with adapters that fail or come late. Whatever the order of things: each ends in
/// the one way it must, and afterwards nothing is held. SWIFTDIFFUSION_MIXED_LOAD_MINUTES makes it longer.
/// </summary>
public sealed class MixedLoadTests : IAsyncLifetime
{
    private const int Clients = 6, Requests = 120;

    /// <summary>A request takes a second or two; one that takes this long is stuck.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly DeviceSpec OneThread = new(DeviceKind.Cpu, 1);

    private readonly TemporaryFolder _root = new();
    private readonly WatchedRuntime _runtime = new();
    private AdapterServer _server = null!;
    private AdapterTiers _tiers = null!;
    private DeviceGroup _devices = null!;

    private static TimeSpan Length =>
        TimeSpan.FromMinutes(double.Parse(Environment.GetEnvironmentVariable("SWIFTDIFFUSION_MIXED_LOAD_MINUTES") ?? "0", CultureInfo.InvariantCulture));

    public async ValueTask InitializeAsync()
    {
        _server = await AdapterServer.StartAsync();
        _tiers = new AdapterTiers(new AdapterStoreOptions { Folder = _root.File("cache"), MaxAttempts = 2, RetryDelay = TimeSpan.FromMilliseconds(1), MemorySizeBytes = 8 << 20 }, TimeProvider.System);
        _devices = new DeviceGroup([new Device(OneThread, _runtime, ownsRuntime: false), new Device(OneThread, _runtime, ownsRuntime: false)], TimeProvider.System);
    }

    [Fact]
    public async Task Every_request_ends_as_it_must_and_leaves_nothing_behind()
    {
        await using (var engine = ImageEngine.Load(TinyworldEngines.Folder, _devices, EngineOptions.Default with { Adapters = _tiers }, TimeProvider.System))
        {
            float[] before = await TinyworldEngines.LatentsAsync(engine, TinyworldEngines.Request);

            await LoadAsync(engine);

            Assert.Equal(0, _tiers.Pins);
            Assert.All(_devices.Devices, device => Assert.True(device.IsFree));
            Assert.InRange(TinyworldEngines.Difference(before, await TinyworldEngines.LatentsAsync(engine, TinyworldEngines.Request)), 0, 1e-4f);
        }

        Assert.Equal(0, _runtime.Unfreed);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var device in _devices.Devices)
            device.Dispose();
        _runtime.Dispose();
        _tiers.Dispose();
        await _server.DisposeAsync();
        _root.Dispose();
    }

    private Task LoadAsync(ImageEngine engine)
    {
        int next = 0;
        long start = Stopwatch.GetTimestamp();
        return Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var number && (number <= Requests || Stopwatch.GetElapsedTime(start) < Length))
                await RunAsync(engine, MixedRequest.Draw(number, _server));
        }));
    }

    private static async Task RunAsync(ImageEngine engine, MixedRequest mixed)
    {
        using var cancelled = new CancellationTokenSource();
        if (mixed.CancelAfter == 0)
            await cancelled.CancelAsync();
        var recorder = new StepRecorder
        {
            OnStep = step =>
            {
                if (step == mixed.CancelAfter)
                    cancelled.Cancel();
                if (step == mixed.ThrowAfter)
                    throw new InvalidOperationException("an observer's own failure");
            },
        };
        var failure = await Record.ExceptionAsync(async () =>
        {
            var result = await engine.GenerateAsync(mixed.Request, recorder, cancelled.Token).WaitAsync(Patience);
            Assert.Equal(mixed.Request.Width, result.Image.Width);
            Assert.Equal(mixed.Request.Adapters.Length, result.AttachedAt.Length);
        });

        // The last step's cancellation comes too late to matter or just in time; all else is certain.
        if (failure is null)
            Assert.True(mixed.MayComplete, $"{mixed} completed");
        else
            Assert.True(mixed.MayEndIn(failure), $"{mixed} ended in {failure}");
    }
}
