using System.CommandLine;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Verification;
using SwiftDiffusion.Host.Output;

namespace SwiftDiffusion.Host.Commands;

/// <summary><c>verify</c>: runs recorded cases of the reference implementation.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var single = new Option<string?>("--case") { Description = "A folder with case.json and tensors.safetensors", HelpName = "DIR" };
        var all = new Option<string?>("--all") { Description = "A folder below which every case is run", HelpName = "ROOT" };
        var tolerance = NumberOption.Create("--tolerance", "Difference allowed, relative to max(1, largest magnitude) of each tensor", 1e-4, 0, 1);
        var json = JsonOption.Create();
        var device = DeviceOption.Create();
        var command = new ExampleCommand(
            "verify", "Compares graphs, noise schedulers, tokenizers and pipelines with recorded outputs of the reference implementation.",
            "swiftdiffusion verify --case onnx/golden/unet/sd15_16x16_tvec",
            "swiftdiffusion verify --all onnx/golden")
        { single, all, tolerance, json, device };
        command.SetAction(parsed => Run(
            Cases(parsed.GetValue(single), parsed.GetValue(all)), parsed.GetValue(tolerance), parsed.GetValue(json), parsed.GetValue(device)!,
            parsed.InvocationConfiguration.Output));
        return command;
    }

    private static IReadOnlyList<string> Cases(string? single, string? all)
    {
        if (single is null == all is null)
            throw new CommandException("verify takes either --case DIR or --all ROOT");
        if (!Directory.Exists(single ?? all))
            throw new CommandException($"{single ?? all}: folder not found");
        return single is not null ? [single] : [.. Verifier.FindCases(all!)];
    }

    private static int Run(IReadOnlyList<string> cases, double tolerance, bool asJson, DeviceList list, TextWriter output)
    {
        if (cases.Count == 0)
            throw new CommandException("no case.json below that folder");
        // Cases run one by one; models of any size have the whole machine unless the user says otherwise.
        using var device = list.Specs is [] ? new Device(DeviceSpec.Default) : list.Specs is [var spec] ? new Device(spec)
            : throw new CommandException($"--device is '{list}'; verify runs on one device, name one of them");
        int failed = 0;
        foreach (string folder in cases)
        {
            var report = CaseReport.Run(folder, tolerance, device);
            failed += report.HasPassed ? 0 : 1;
            if (asJson)
                JsonReport.Write(output, report);
            else
                Print(report, isDetailed: cases.Count == 1, output);
        }

        if (!asJson && cases.Count > 1)
            output.WriteLine($"{cases.Count - failed} cases passed, {failed} failed");
        return failed == 0 ? ExitCode.Ok : ExitCode.CheckFailed;
    }

    private static void Print(CaseReport report, bool isDetailed, TextWriter output)
    {
        string outcome = report.Error ?? FormattableString.Invariant($"max |diff| {report.Checks.Select(check => check.MaxAbsDiff).DefaultIfEmpty().Max():0.0e+0}");
        output.WriteLine($"{Word(report.HasPassed)}  {report.Case}  {outcome}");
        var shown = isDetailed ? report.Checks : [.. report.Checks.Where(check => !check.HasPassed)];
        if (shown.Count == 0)
            return;
        var table = new TextTable("tensor", "max |diff|", "limit", "relative", "result", "note");
        foreach (var check in shown)
        {
            table.Add(
                check.Name, FormattableString.Invariant($"{check.MaxAbsDiff:0.00e+0}"), double.IsNaN(check.Limit) ? "" : FormattableString.Invariant($"{check.Limit:0.00e+0}"),
                FormattableString.Invariant($"{check.RelativeError:0.0e+0}"), Word(check.HasPassed), check.Note ?? "");
        }

        table.Write(output);
    }

    private static string Word(bool hasPassed) => hasPassed ? "pass" : "FAIL";
}
