using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.Tests.Adapters.Store;
using Xunit;
using static SwiftDiffusion.Engine.Tests.Generation.TinyworldEngines;

namespace SwiftDiffusion.Engine.Tests.Generation;

public sealed class TelemetryTests(TinyworldEngines engines) : IClassFixture<TinyworldEngines>
{
    [Fact]
    public async Task A_request_leaves_its_measurements()
    {
        var seen = new ConcurrentBag<(string Name, double Value, string Tags)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == EngineTelemetry.Name)
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => seen.Add((instrument.Name, value, Text(tags))));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => seen.Add((instrument.Name, value, Text(tags))));
        listener.Start();
        var (engine, _) = engines.Open(2, With(PlacementPolicy.Sibling));

        await engine.GenerateAsync(Controlled("canny"), observer: null, CancellationToken.None);

        // Other tests run beside this one, so there may be more.
        Assert.True(seen.Count(each => each.Name == "swiftdiffusion.engine.step.duration" && each.Value > 0) >= 6);
        Assert.Contains(seen, each => each is { Name: "swiftdiffusion.engine.step.rows", Value: 2 });
        Assert.True(seen.Count(each => each is { Name: "swiftdiffusion.engine.branches", Tags: "placement=sibling" }) >= 6);
        Assert.Contains(seen, each => each.Name == "swiftdiffusion.engine.branch.wait");
        Assert.Contains(seen, each => each.Name == "swiftdiffusion.engine.device.busy" && each.Value > 0 && each.Tags == "device=cpu, 1 threads");
        Assert.Contains(seen, each => each.Name == "swiftdiffusion.engine.device.wait" && each.Tags.Contains("priority=Branch", StringComparison.Ordinal));
        Assert.Contains(seen, each => each.Name == "swiftdiffusion.engine.sequence.wait");
    }

    [Fact]
    public async Task A_sequence_is_one_activity_with_its_phases_below()
    {
        var ended = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == EngineTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Add,
        };
        ActivitySource.AddActivityListener(listener);
        using var own = new Activity("test").Start();
        var (engine, _) = engines.Open(devices: 1);

        await engine.GenerateAsync(Request, observer: null, CancellationToken.None);

        var sequence = Assert.Single(ended, activity => activity.OperationName == "sequence" && activity.TraceId == own.TraceId);
        Assert.Equal("tinyworld", sequence.GetTagItem("model"));
        var phases = ended.Where(activity => activity.ParentSpanId == sequence.SpanId).OrderBy(activity => activity.StartTimeUtc);
        Assert.Equal(["adapters", "encode", "denoise", "decode"], phases.Select(activity => activity.OperationName));
    }

    [Fact]
    public async Task Changing_the_LoRA_from_request_to_request_gives_no_weights_to_any_session()
    {
        var loads = new ConcurrentBag<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == EngineTelemetry.WeightsLoadedName)
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, bytes, tags, _) => loads.Add($"{Text(tags)}: {bytes}"));
        listener.Start();
        // Told from those of tests beside this one by its name.
        using var device = new Device(new DeviceSpec(DeviceKind.Cpu, 3));
        await using var engine = ImageEngine.Load(Folder, device, TimeProvider.System);
        engine.Warm(adapters: true);
        await engine.GenerateAsync(With("sketch"), observer: null, CancellationToken.None);
        string[] before = OfDevice();

        foreach (string lora in new[] { "pastel", "sketch", "pixel" })
            await engine.GenerateAsync(With(lora), observer: null, CancellationToken.None);

        Assert.NotEmpty(before);
        Assert.Equal(before.Length, OfDevice().Length);

        string[] OfDevice() => [.. loads.Where(load => load.StartsWith($"device={device.Spec}:", StringComparison.Ordinal))];

        static ImageRequest With(string lora) => Request with { Adapters = [new AdapterUse(TinyWorldLoras.Path(lora), 1)] };
    }

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags) => string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));
}
