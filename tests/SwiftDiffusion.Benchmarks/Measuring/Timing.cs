using System.Diagnostics;
using System.Globalization;

namespace SwiftDiffusion.Benchmarks.Measuring;

/// <summary>Wall and processor time of the fastest of several runs: the minimum is what other load on the machine disturbs least.</summary>
/// <param name="Wall">Seconds.</param>
/// <param name="Processor">Seconds over all threads.</param>
internal readonly record struct Timing(double Wall, double Processor)
{
    /// <summary>Runs once.</summary>
    public static Timing Of(Action action)
    {
        double processor = ProcessorSeconds();
        long start = Stopwatch.GetTimestamp();
        action();
        return new Timing(Stopwatch.GetElapsedTime(start).TotalSeconds, ProcessorSeconds() - processor);
    }

    /// <summary>Runs once to warm up, then several times.</summary>
    public static Timing Least(int repeats, Action action)
    {
        action();
        return Least(Enumerable.Range(0, repeats).Select(_ => Of(action)));
    }

    public static Timing Least(IEnumerable<Timing> timings) =>
        timings.Aggregate((a, b) => new Timing(Math.Min(a.Wall, b.Wall), Math.Min(a.Processor, b.Processor)));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Wall,8:F4} s ({Processor:F3} cpu)");

    private static double ProcessorSeconds() => Environment.CpuUsage.TotalTime.TotalSeconds;
}
