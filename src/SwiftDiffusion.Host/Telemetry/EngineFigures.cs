using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using SwiftDiffusion.Contracts.Workers;
using SwiftDiffusion.Engine;

namespace SwiftDiffusion.Host.Telemetry;

/// <summary>
/// What the engine's own instruments say, in a few numbers for the worker's heartbeat: rows of a step and each device's busy share since the last look, and how
/// often adapters were found in each tier since the start.
/// </summary>
internal sealed class EngineFigures : IDisposable
{
    private const string StepRows = "swiftdiffusion.engine.step.rows", DeviceBusy = "swiftdiffusion.engine.device.busy";
    private const string AdapterUses = "swiftdiffusion.adapter.uses", AdapterBytes = "swiftdiffusion.adapter.held";

    /// <summary>An adapter is looked for in this order.</summary>
    private static readonly string[] Tiers = ["memory", "disk", "remote"];

    private readonly Lock _lock = new();
    private readonly MeterListener _listener = new();
    private readonly TimeProvider _time;
    private readonly SortedDictionary<string, double> _busySeconds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _uses = [];
    private readonly Dictionary<string, long> _bytes = [];
    private long _since, _rows, _steps;
    private double? _rowsPerStep;

    public EngineFigures(TimeProvider time)
    {
        _time = time;
        _since = time.GetTimestamp();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == EngineTelemetry.Name && instrument.Name is StepRows or DeviceBusy or AdapterUses or AdapterBytes)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((_, rows, _, _) => Note(() => (_rows, _steps) = (_rows + rows, _steps + 1)));
        _listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) => Add(_busySeconds, TagOf(tags), seconds));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => NoteTier(instrument.Name, TagOf(tags), value));
        _listener.Start();
    }

    /// <summary>The figures since the last look.</summary>
    public WorkerFigures Look()
    {
        _listener.RecordObservableInstruments();
        lock (_lock)
        {
            double elapsed = _time.GetElapsedTime(_since).TotalSeconds;
            _rowsPerStep = _steps > 0 ? (double)_rows / _steps : _rowsPerStep;
            var figures = new WorkerFigures
            {
                RowsPerStep = _rowsPerStep,
                DeviceBusy = [.. _busySeconds.Select(device => new DeviceShare(device.Key, elapsed > 0 ? Math.Clamp(device.Value / elapsed, 0, 1) : 0))],
                AdapterTiers = TierFigures(),
            };
            (_since, _rows, _steps) = (_time.GetTimestamp(), 0, 0);
            foreach (string device in _busySeconds.Keys.ToArray())
                _busySeconds[device] = 0;
            return figures;
        }
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>What was found further down was missed here.</summary>
    private ImmutableArray<AdapterTierFigures> TierFigures() =>
    [
        .. Tiers.Select((tier, i) => new AdapterTierFigures(
            tier, _uses.GetValueOrDefault(tier), Tiers.Skip(i + 1).Sum(further => _uses.GetValueOrDefault(further)), _bytes.GetValueOrDefault(tier))),
    ];

    private void NoteTier(string instrument, string tier, long value) => Note(() =>
    {
        if (instrument == AdapterUses)
            _uses[tier] = _uses.GetValueOrDefault(tier) + value;
        else
            _bytes[tier] = value;
    });

    private void Add(SortedDictionary<string, double> sums, string key, double value) => Note(() => sums[key] = sums.GetValueOrDefault(key) + value);

    private void Note(Action change)
    {
        lock (_lock)
            change();
    }

    /// <summary>Each of these instruments has one tag at the most: the device, or the tier.</summary>
    private static string TagOf(ReadOnlySpan<KeyValuePair<string, object?>> tags) => tags.Length > 0 ? $"{tags[0].Value}" : "";
}
