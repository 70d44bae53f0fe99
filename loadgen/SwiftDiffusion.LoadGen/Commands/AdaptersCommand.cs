using System.CommandLine;
using SwiftDiffusion.LoadGen.Stubs;

namespace SwiftDiffusion.LoadGen.Commands;

/// <summary><c>adapters</c>: the stub adapter server alone.</summary>
internal static class AdaptersCommand
{
    public static Command Create()
    {
        var stubs = new StubOptionSet();
        var command = new ExampleCommand(
            "adapters", "Serves stub adapters over HTTP, with a chosen delay and bandwidth, until interrupted.",
            "loadgen adapters --stub-template lora.safetensors --stub-adapters 7000 --stub-delay 500ms --stub-bandwidth 200MB/s --stub-url http://127.0.0.1:9000");
        command.AddAll(stubs.Options);
        command.SetAction(async (parsed, interrupted) =>
        {
            var options = stubs.Read(parsed) ?? throw new UserException("--stub-template is missing; expected a LoRA file for the model under load.");
            await using var server = await StubAdapterServer.StartAsync(options, TimeProvider.System, interrupted).ConfigureAwait(false);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"Serving {options.Count} adapters from {server.Urls[0]}").ConfigureAwait(false);
            await Task.Delay(Timeout.InfiniteTimeSpan, interrupted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return ExitCode.Ok;
        });
        return command;
    }
}
