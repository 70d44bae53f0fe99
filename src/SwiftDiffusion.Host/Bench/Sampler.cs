namespace SwiftDiffusion.Host.Bench;

/// <summary>
/// Runs things often enough for a minimum and a median to mean something and no longer: many times where a run takes milliseconds, a few where it takes
/// seconds.
/// </summary>
internal sealed class Sampler(TimeProvider time)
{
    private const int MinRuns = 3;
    private const int MaxRuns = 30;
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(1.5);

    /// <summary>Measures one thing; the first run prepares and is not counted.</summary>
    public Measurement Measure(string name, int? rows, Action run) => Compare((name, rows, run))[0];

    /// <summary>Measures several things in turns, so that a slow moment of the machine falls on all of them alike.</summary>
    public Measurement[] Compare(params IReadOnlyList<(string Name, int? Rows, Action Run)> things)
    {
        foreach (var (_, _, run) in things)
            run();
        var seconds = things.Select(_ => new List<double>()).ToArray();
        long start = time.GetTimestamp();
        while (seconds[0].Count < MinRuns || (seconds[0].Count < MaxRuns && time.GetElapsedTime(start) < Enough * things.Count))
        {
            for (int i = 0; i < things.Count; i++)
                seconds[i].Add(Seconds(things[i].Run));
        }

        return [.. things.Select((thing, i) => Measurement.Of(thing.Name, thing.Rows, seconds[i]))];
    }

    public double Seconds(Action run)
    {
        long start = time.GetTimestamp();
        run();
        return time.GetElapsedTime(start).TotalSeconds;
    }
}
