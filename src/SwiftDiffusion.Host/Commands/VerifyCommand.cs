using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Verification;

namespace SwiftDiffusion.Host.Commands;

/// <summary><c>verify</c>: runs recorded cases of the reference implementation.</summary>
internal static class VerifyCommand
{
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public static Command Create()
    {
        var single = new Option<string?>("--case") { Description = "A folder with case.json and tensors.safetensors", HelpName = "DIR" };
        var all = new Option<string?>("--all") { Description = "A folder below which every case is run", HelpName = "ROOT" };
        var tolerance = new Option<double>("--tolerance")
        {
            Description = "Difference allowed, relative to max(1, largest magnitude) of each tensor",
            DefaultValueFactory = _ => 1e-4,
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON object per case" };
        var device = DeviceOption.Create();
        var command = new Command("verify", """
            Compares graphs, noise schedulers, tokenizers and whole pipelines with recorded outputs of the reference implementation.
            The exit code is 1 when any tensor differs.

            Examples:
              swiftdiffusion verify --case onnx/golden/unet/sd15_16x16_tvec
              swiftdiffusion verify --all onnx/golden
            """)
        { single, all, tolerance, json, device };
        command.SetAction(parsed => Run(
            Cases(parsed.GetValue(single), parsed.GetValue(all)), parsed.GetValue(tolerance), parsed.GetValue(json), parsed.GetValue(device)!));
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

    private static int Run(IReadOnlyList<string> cases, double tolerance, bool asJson, DeviceSpec spec)
    {
        if (cases.Count == 0)
            throw new CommandException("no case.json below that folder");
        using var device = new Device(spec);
        int failed = 0;
        foreach (string folder in cases)
        {
            var report = CaseReport.Run(folder, tolerance, device);
            failed += report.HasPassed ? 0 : 1;
            if (asJson)
                Console.WriteLine(JsonSerializer.Serialize(report, Json));
            else
                Print(report, isDetailed: cases.Count == 1);
        }

        if (!asJson && cases.Count > 1)
            Console.WriteLine($"{cases.Count - failed} cases passed, {failed} failed");
        return failed == 0 ? 0 : 1;
    }

    private static void Print(CaseReport report, bool isDetailed)
    {
        Console.WriteLine($"{(report.HasPassed ? "pass" : "FAIL")}  {report.Case}{(report.Error is null ? $"  max |diff| {report.Checks.Max(check => check.MaxAbsDiff):0.0e+0}" : $"  {report.Error}")}");
        var shown = isDetailed ? report.Checks : [.. report.Checks.Where(check => !check.HasPassed)];
        if (shown.Count == 0)
            return;
        var table = new Table().AddColumns("tensor", "max |diff|", "limit", "relative", "", "result");
        foreach (var check in shown)
        {
            table.AddRow(
                Markup.Escape(check.Name), $"{check.MaxAbsDiff:0.00e+0}", double.IsNaN(check.Limit) ? "" : $"{check.Limit:0.00e+0}",
                $"{check.RelativeError:0.0e+0}", check.Note ?? "", check.HasPassed ? "[green]pass[/]" : "[red]FAIL[/]");
        }

        AnsiConsole.Write(table);
    }
}
