using System.CommandLine;
using SwiftDiffusion.Host.Output;
using SwiftDiffusion.Host.Planning;

namespace SwiftDiffusion.Host.Commands;

/// <summary><c>plan</c>: the smallest fleet that holds an objective on a trace.</summary>
internal static class PlanCommand
{
    public static Command Create()
    {
        var options = new PlanOptionSet();
        var page = new Option<string?>("--out") { Description = "Also write a page with charts", HelpName = "FILE" };
        var json = JsonOption.Create();
        var command = new ExampleCommand(
            "plan", "Finds the smallest fleet of emulated devices that holds a latency objective on a trace; exit code 1 if none does.",
            "swiftdiffusion plan --trace trace.jsonl --slo P95=8s",
            "swiftdiffusion plan --trace trace.jsonl --slo P99=6s --profile h800-sdxl --cost-per-device-hour 3.5 --out plan.html")
        { page, json };
        foreach (var option in options.All)
            command.Add(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var report = await FleetPlanner.RunAsync(options.Read(parsed), TimeProvider.System, fleet => Tell(error, fleet), cancellation).ConfigureAwait(false);
            if (parsed.GetValue(page) is { } file)
                UserFile.Write(file, PlanPage.Create(report));
            report.Print(output, parsed.GetValue(json));
            return report.Smallest is null ? ExitCode.CheckFailed : ExitCode.Ok;
        });
        return command;
    }

    /// <summary>For whoever waits.</summary>
    private static void Tell(TextWriter error, FleetFigures fleet) => error.WriteLine(FormattableString.Invariant(
        $"{fleet.Devices} devices: {fleet.Attainment:0.0 %} within the objective, timing error {fleet.TimingError:0.0 %}, {fleet.ProcessorShare:0 %} of this machine's cores"));
}
