using System.CommandLine;
using SwiftDiffusion.LoadGen.Stubs;

namespace SwiftDiffusion.LoadGen.Commands;

/// <summary><c>adapters</c>: the stub adapter server alone.</summary>
internal static class AdaptersCommand
{
    public static Command Create()
    {
        var stubs = new StubOptionSet();
        var list = new Option<string?>("--list") { Description = "Also write their names and addresses to this file, an adapters.json for the folder of the model under load", HelpName = "FILE" };
        var command = new ExampleCommand(
            "adapters", "Serves stub adapters over HTTP, with a chosen delay and bandwidth, until interrupted.",
            "loadgen adapters --stub-template lora.safetensors --stub-adapters 7000 --stub-delay 500ms --stub-bandwidth 200MB/s --stub-url http://127.0.0.1:9000",
            "loadgen adapters --stub-template models/mine/lora/neon.safetensors --stub-adapters 500 --list models/mine/adapters.json")
        { list };
        command.AddAll(stubs.Options);
        command.SetAction(async (parsed, interrupted) =>
        {
            var options = stubs.Read(parsed) ?? throw new UserException("--stub-template is missing; expected a LoRA file for the model under load.");
            await using var server = await StubAdapterServer.StartAsync(options, TimeProvider.System, interrupted).ConfigureAwait(false);
            if (parsed.GetValue(list) is { } file)
                UserFile.Write(file, StubAdapterList.Create(server.Urls));
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"Serving {options.Count} adapters from {server.Urls[0]}").ConfigureAwait(false);
            await Task.Delay(Timeout.InfiniteTimeSpan, interrupted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return ExitCode.Ok;
        });
        return command;
    }
}
