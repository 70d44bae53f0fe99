using System.Globalization;
using SwiftDiffusion.LoadGen.Replay;
using SwiftDiffusion.LoadGen.Reporting;
using SwiftDiffusion.LoadGen.Targets;

namespace SwiftDiffusion.LoadGen.Output;

/// <summary>A line every ten seconds, for logs.</summary>
internal sealed class PlainView(TextWriter output, TimeProvider time) : IRunView
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    public async Task ShowAsync(RunInfo info, IReadOnlyList<PlannedRequest> plan, RunProgress progress, Task run)
    {
        await output.WriteLineAsync($"{info.Trace}: {plan.Count} requests to {info.Target} ({info.Face})").ConfigureAwait(false);
        long start = time.GetTimestamp();
        while (await Task.WhenAny(run, Task.Delay(Interval, time)).ConfigureAwait(false) != run)
            await output.WriteLineAsync(Line(progress.Look(), plan.Count, time.GetElapsedTime(start))).ConfigureAwait(false);
    }

    private static string Line(ProgressSnapshot now, int planned, TimeSpan elapsed) => string.Create(
        CultureInfo.InvariantCulture,
        $"{elapsed.TotalSeconds:0} s: {now.Sent}/{planned} sent, {now.Open} open, {now.CountOf(Outcome.Completed)} completed, {now.Unsuccessful} unsuccessful, median {Distribution.Percentile(now.RecentMs, 0.5):0} ms");
}
