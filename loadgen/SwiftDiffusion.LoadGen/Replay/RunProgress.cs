using SwiftDiffusion.LoadGen.Targets;

namespace SwiftDiffusion.LoadGen.Replay;

/// <summary>How a run stands while it goes on. Requests report from many threads; one viewer looks now and then.</summary>
internal sealed class RunProgress
{
    private const int RecentCount = 200;

    private readonly Lock _lock = new();
    private readonly Queue<double> _recentMs = new();
    private readonly Dictionary<Outcome, int> _outcomes = [];
    private int _sent;
    private int _ended;
    private double _worstLagMs;

    public void Sent(TimeSpan lag)
    {
        lock (_lock)
        {
            _sent++;
            _worstLagMs = Math.Max(_worstLagMs, lag.TotalMilliseconds);
        }
    }

    public void Ended(RequestRecord record)
    {
        lock (_lock)
        {
            _ended++;
            _outcomes[record.Outcome] = _outcomes.GetValueOrDefault(record.Outcome) + 1;
            if (record.Outcome != Outcome.Completed)
                return;
            _recentMs.Enqueue(record.LatencyMs);
            if (_recentMs.Count > RecentCount)
                _recentMs.Dequeue();
        }
    }

    public ProgressSnapshot Look()
    {
        lock (_lock)
            return new ProgressSnapshot(_sent, _sent - _ended, new Dictionary<Outcome, int>(_outcomes), [.. _recentMs.Order()], _worstLagMs);
    }
}

/// <summary>How a run stands at one instant.</summary>
/// <param name="Sent">Requests sent so far.</param>
/// <param name="Open">Those without an answer yet.</param>
/// <param name="Outcomes">How the others ended.</param>
/// <param name="RecentMs">Latencies of the latest completed ones, in rising order.</param>
/// <param name="WorstLagMs">The generator's greatest lateness.</param>
internal sealed record ProgressSnapshot(int Sent, int Open, IReadOnlyDictionary<Outcome, int> Outcomes, IReadOnlyList<double> RecentMs, double WorstLagMs)
{
    public int CountOf(Outcome outcome) => Outcomes.GetValueOrDefault(outcome);

    /// <summary>Requests that neither succeeded nor were taken back.</summary>
    public int Unsuccessful => Outcomes.Where(entry => entry.Key is not (Outcome.Completed or Outcome.Cancelled)).Sum(entry => entry.Value);
}
