using System.Collections.Concurrent;

namespace SwiftDiffusion.Engine.Devices;

/// <summary>Something that devices do again and again.</summary>
/// <param name="Name">What it is, e.g. "unet.down" or a ControlNet.</param>
/// <param name="Parameters">Weights it goes through.</param>
/// <param name="Positions">Latent positions, height · width.</param>
public readonly record struct WorkKind(string Name, long Parameters, int Positions);

/// <summary>
/// How long work takes on a kind of device, by rows, learnt from the runs themselves. What nobody has run yet is estimated from other numbers of rows,
/// and before that from its size and the speed seen so far. Thread-safe.
/// </summary>
public sealed class WorkTimes
{
    /// <summary>Weights times positions a second, assumed of a thread that has run nothing: a diffusion UNet on a server core.</summary>
    private const double FirstSpeed = 1e11;

    /// <summary>Runs seen before a time is believed against a better estimate; the first ones also pay for memory.</summary>
    private const int TrustedSamples = 3;

    /// <summary>Weight of the newest sample in what is remembered.</summary>
    private const double Freshness = 0.2;

    private readonly ConcurrentDictionary<(WorkKind Kind, string DeviceClass), Known> _known = [];
    private readonly ConcurrentDictionary<string, double> _speeds = [];

    /// <summary>Expected seconds of a run.</summary>
    public double Seconds(WorkKind kind, int rows, Device device)
    {
        double size = (double)kind.Parameters * kind.Positions * rows;
        double fromSize = size / _speeds.GetValueOrDefault(device.Class, FirstSpeed * device.Threads);
        return _known.TryGetValue((kind, device.Class), out var known) ? known.Seconds(rows) : fromSize;
    }

    /// <summary>Records a run.</summary>
    public void Observe(WorkKind kind, int rows, Device device, TimeSpan took)
    {
        double seconds = Math.Max(took.TotalSeconds, 1e-7);
        _known.GetOrAdd((kind, device.Class), _ => new Known()).Observe(rows, seconds);
        double speed = (double)kind.Parameters * kind.Positions * rows / seconds;
        _speeds.AddOrUpdate(device.Class, speed, (_, before) => before + (Freshness * (speed - before)));
    }

    /// <summary>Seconds by rows.</summary>
    private sealed class Known
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<int, (double Seconds, int Samples)> _byRows = [];

        public void Observe(int rows, double seconds)
        {
            lock (_gate)
            {
                var (known, samples) = _byRows.GetValueOrDefault(rows);
                _byRows[rows] = (samples == 0 || seconds < known ? seconds : known + (Freshness * (seconds - known)), samples + 1);
            }
        }

        /// <summary>What was seen; until that is trusted, or where nothing was, in proportion to the nearest number of rows.</summary>
        public double Seconds(int rows)
        {
            lock (_gate)
            {
                bool isSeen = _byRows.TryGetValue(rows, out var seen);
                if (isSeen && (seen.Samples >= TrustedSamples || _byRows.Count == 1))
                    return seen.Seconds;
                int nearest = _byRows.Keys.Where(known => known != rows).MinBy(known => Math.Abs(known - rows));
                double scaled = _byRows[nearest].Seconds * rows / nearest;
                return isSeen ? Math.Min(seen.Seconds, scaled) : scaled;
            }
        }
    }
}
