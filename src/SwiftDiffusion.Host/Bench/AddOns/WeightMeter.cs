using System.Diagnostics.Metrics;
using SwiftDiffusion.Engine;

namespace SwiftDiffusion.Host.Bench.AddOns;

/// <summary>Counts the bytes of weights that this process gives to sessions: what loading a network, or merging an adapter into one, takes and a switch need not.</summary>
internal sealed class WeightMeter : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _bytes;

    public WeightMeter()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == EngineTelemetry.Name && instrument.Name == EngineTelemetry.WeightsLoadedName)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, bytes, _, _) => Interlocked.Add(ref _bytes, bytes));
        _listener.Start();
    }

    public long Bytes => Interlocked.Read(ref _bytes);

    public void Dispose() => _listener.Dispose();
}
