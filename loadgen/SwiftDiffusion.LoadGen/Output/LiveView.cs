using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using SwiftDiffusion.LoadGen.Replay;
using SwiftDiffusion.LoadGen.Reporting;
using SwiftDiffusion.LoadGen.Targets;

namespace SwiftDiffusion.LoadGen.Output;

/// <summary>A table that follows the run, for somebody at a terminal.</summary>
internal sealed class LiveView(TextWriter output, TimeProvider time) : IRunView
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    public async Task ShowAsync(RunInfo info, IReadOnlyList<PlannedRequest> plan, RunProgress progress, Task run)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        long start = time.GetTimestamp();
        await console.Live(Draw(info, plan, progress.Look(), TimeSpan.Zero)).AutoClear(true).StartAsync(async context =>
        {
            while (await Task.WhenAny(run, Task.Delay(Interval, time)).ConfigureAwait(false) != run)
                context.UpdateTarget(Draw(info, plan, progress.Look(), time.GetElapsedTime(start)));
        }).ConfigureAwait(false);
    }

    private static Panel Draw(RunInfo info, IReadOnlyList<PlannedRequest> plan, ProgressSnapshot now, TimeSpan elapsed)
    {
        double seconds = plan.Count == 0 ? 0 : plan[^1].At.TotalSeconds;
        var table = new Table().NoBorder().HideHeaders().AddColumn("").AddColumn("");
        table.AddRow("time", Invariant($"{elapsed.TotalSeconds:0} of {seconds:0} s"));
        table.AddRow("sent", $"{now.Sent} of {plan.Count}");
        table.AddRow("open", $"{now.Open}");
        foreach (var (outcome, count) in now.Outcomes.OrderBy(entry => entry.Key))
            table.AddRow(Figures.Words(outcome), outcome == Outcome.Completed ? $"[green]{count}[/]" : $"[yellow]{count}[/]");
        table.AddRow("latency", $"median {Latency(now, 0.5)}, 95th percentile {Latency(now, 0.95)} (latest {now.RecentMs.Count})");
        table.AddRow("worst send lag", Figures.Milliseconds(now.WorstLagMs));
        IRenderable bar = new BreakdownChart().Width(60).HideTags()
            .AddItem("sent", now.Sent, Color.Green).AddItem("to come", Math.Max(0, plan.Count - now.Sent), Color.Grey);
        return new Panel(new Rows(table, bar)).Header(Markup.Escape($"{info.Trace} -> {info.Target} ({info.Face})")).Expand();
    }

    private static string Latency(ProgressSnapshot now, double share) => Figures.Milliseconds(Distribution.Percentile(now.RecentMs, share));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
