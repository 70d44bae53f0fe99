using System.CommandLine;
using SwiftDiffusion.Host.Bench.AddOns;
using SwiftDiffusion.Host.Models;
using SwiftDiffusion.Host.Output;

namespace SwiftDiffusion.Host.Commands;

/// <summary><c>bench add-ons</c>: what ControlNets and LoRAs cost, against what they need not cost.</summary>
internal static class AddOnsCommand
{
    public static Command Create()
    {
        var model = new Option<string?>("--model") { Description = "Model folder with LoRAs and a ControlNet; the built-in model when absent", HelpName = "DIR" };
        var scale = NumberOption.Create("--time-scale", "Emulated seconds per real one", 4, 1, 100);
        var only = new Option<string?>("--only") { Description = "Measure only this group of rows", HelpName = "GROUP" }.AcceptOnlyFromAmong([.. AddOnBench.Groups]);
        var json = JsonOption.Create();
        var command = new ExampleCommand(
            "add-ons", "Measures what ControlNets and LoRAs cost, as ratios; exit code 1 if a bar is missed.",
            "swiftdiffusion bench add-ons",
            "swiftdiffusion bench add-ons --only fleet --time-scale 8 --json")
        { model, scale, only, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var arguments = new AddOnArguments(parsed.GetValue(model) ?? BuiltInModel.Folder, parsed.GetValue(scale), parsed.GetValue(only));
            var report = await TerminalProgress.ShowAsync("measuring", done => AddOnBench.RunAsync(arguments, TimeProvider.System, done, cancellation)).ConfigureAwait(false);
            report.Print(parsed.InvocationConfiguration.Output, parsed.GetValue(json));
            return report.HasPassed ? ExitCode.Ok : ExitCode.CheckFailed;
        });
        return command;
    }
}
