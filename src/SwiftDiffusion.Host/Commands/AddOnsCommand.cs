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
        var scale = NumberOption.Create("--time-scale", "Emulated seconds per real one; a request alone on several devices runs in real time", 4, 1, 100);
        var only = new Option<string?>("--only") { Description = "Measure only this group of rows", HelpName = "GROUP" }.AcceptOnlyFromAmong([.. AddOnBench.Groups]);
        var prompts = NumberOption.Create("--prompts", "Pictures of each LoRA and attach step in the group quality", 8, 1, 1_000_000);
        var minutes = NumberOption.Create("--minutes", "Length of the group mixed", 1.0, 0.01, 10_000.0);
        var json = JsonOption.Create();
        var command = new ExampleCommand(
            "add-ons", "Measures what ControlNets and LoRAs cost, as ratios; exit code 1 if a bar is missed.",
            "swiftdiffusion bench add-ons",
            "swiftdiffusion bench add-ons --only fleet --time-scale 8 --json",
            "swiftdiffusion bench add-ons --only mixed --minutes 10")
        { model, scale, only, prompts, minutes, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var arguments = new AddOnArguments(
                parsed.GetValue(model) ?? BuiltInModel.Folder, parsed.GetValue(scale), parsed.GetValue(only), parsed.GetValue(prompts), parsed.GetValue(minutes));
            var report = await TerminalProgress.ShowAsync("measuring", done => AddOnBench.RunAsync(arguments, TimeProvider.System, done, cancellation)).ConfigureAwait(false);
            report.Print(parsed.InvocationConfiguration.Output, parsed.GetValue(json));
            return report.HasPassed ? ExitCode.Ok : ExitCode.CheckFailed;
        });
        return command;
    }
}
