using System.Diagnostics.Metrics;

namespace SwiftDiffusion.Engine.Adapters.Store;

/// <summary>What the adapter tiers count, on the engine's meter.</summary>
internal sealed class AdapterMetrics : IDisposable
{
    /// <summary>Values of the tag <c>tier</c>.</summary>
    public const string Memory = "memory", Disk = "disk", Remote = "remote";

    private const string MeterName = "SwiftDiffusion.Engine";
    private const string Tier = "tier";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _found;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _received;
    private readonly Histogram<double> _loads;

    public AdapterMetrics()
    {
        _found = _meter.CreateCounter<long>("swiftdiffusion.adapter.uses", "{adapter}", "Adapters asked for, by the tier in which they were found.");
        _failures = _meter.CreateCounter<long>("swiftdiffusion.adapter.failures", "{adapter}", "Adapters that could not be had or used.");
        _retries = _meter.CreateCounter<long>("swiftdiffusion.adapter.retries", "{attempt}", "Transfers that were tried again.");
        _received = _meter.CreateCounter<long>("swiftdiffusion.adapter.received", "By", "Bytes of adapters that stores have sent.");
        _loads = _meter.CreateHistogram<double>(
            "swiftdiffusion.adapter.load.duration", "s", "Time until an adapter had come out of a tier: from the network, attempts included, or from disk, parsed.");
    }

    /// <summary>One for each set of tiers.</summary>
    public Meter Meter => _meter;

    /// <summary>Reports what the tiers hold whenever somebody looks.</summary>
    public void Watch(Func<long> memoryBytes, Func<long> diskBytes) => _meter.CreateObservableUpDownCounter(
        "swiftdiffusion.adapter.held",
        () => new Measurement<long>[] { new(memoryBytes(), Of(Memory)), new(diskBytes(), Of(Disk)) },
        "By", "Bytes of adapters held.");

    public void Found(string tier) => _found.Add(1, Of(tier));

    public void Failed() => _failures.Add(1);

    public void Retried() => _retries.Add(1);

    public void Received(TimeSpan took, long sizeBytes)
    {
        Found(Remote);
        _received.Add(sizeBytes);
        _loads.Record(took.TotalSeconds, Of(Remote));
    }

    public void Parsed(TimeSpan took) => _loads.Record(took.TotalSeconds, Of(Disk));

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Of(string tier) => new(Tier, tier);
}
