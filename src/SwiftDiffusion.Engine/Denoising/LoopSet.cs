using System.Collections.Immutable;
using SwiftDiffusion.Engine.Devices;

namespace SwiftDiffusion.Engine.Denoising;

/// <summary>The denoising loops of a model, one per device, and who is in them or on the way there.</summary>
internal sealed class LoopSet : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly ImmutableArray<(Device Device, DenoisingLoop Loop)> _loops;
    private readonly List<LoopSeat> _seats = [];

    public LoopSet(IEnumerable<StepSite> sites, int maxRows) => _loops = [.. sites.Select(site => (site.Home, new DenoisingLoop(site, maxRows)))];

    /// <summary>A place in the loop where a new sequence is predicted to finish first, taken when its request comes in so that a burst spreads.</summary>
    /// <param name="work">Seconds that its steps take on a device.</param>
    public LoopSeat Take(Func<Device, double> work)
    {
        lock (_gate)
        {
            double[] seconds = [.. _loops.Select(loop => work(loop.Device))];
            int chosen = LoopChoice.Pick(seconds, [.. _loops.Select(loop => _seats.Where(seat => seat.Loop == loop.Loop).Select(seat => seat.Remaining).ToArray())]);
            var seat = new LoopSeat(_loops[chosen].Loop, _loops[chosen].Device, seconds[chosen], Leave);
            _seats.Add(seat);
            return seat;
        }
    }

    /// <summary>Cancels what is inside.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var (_, loop) in _loops)
            await loop.DisposeAsync().ConfigureAwait(false);
    }

    private void Leave(LoopSeat seat)
    {
        lock (_gate)
            _seats.Remove(seat);
    }
}

/// <summary>A sequence's place in a loop, before and while it runs there.</summary>
internal sealed class LoopSeat(DenoisingLoop loop, Device home, double seconds, Action<LoopSeat> leave) : IDisposable
{
    private volatile Sequence? _sequence;

    public DenoisingLoop Loop => loop;

    /// <summary>The loop's own device.</summary>
    public Device Home => home;

    /// <summary>Seconds of work that are left.</summary>
    public double Remaining => _sequence is { } sequence ? seconds * (sequence.TotalCalls - sequence.CompletedCalls) / sequence.TotalCalls : seconds;

    /// <summary>Runs the sequence to its end; how long it waited for its first step.</summary>
    public Task<TimeSpan> RunAsync(Sequence sequence, IStepObserver? observer, CancellationToken cancellation)
    {
        _sequence = sequence;
        return loop.RunAsync(sequence, observer, cancellation);
    }

    public void Dispose() => leave(this);
}
