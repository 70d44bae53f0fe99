using System.CommandLine;
using SwiftDiffusion.Host.Bench;
using SwiftDiffusion.Host.Bench.Quality;
using SwiftDiffusion.Host.Output;

namespace SwiftDiffusion.Host.Commands;

/// <summary><c>bench</c>: how fast a model runs here, with <c>--quality</c> how well it follows its prompts, with <c>--attach-quality</c> what late LoRAs cost.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var options = new BenchOptions();
        var command = new ExampleCommand(
            "bench", "Measures how fast a model runs here, or how well it follows its prompts.",
            "swiftdiffusion bench",
            "swiftdiffusion bench --model /models/stable-diffusion-v1-5 --rows 1,2 --size 256x256 --steps 4 --json",
            "swiftdiffusion bench --quality --prompts 50",
            "swiftdiffusion bench --attach-quality --prompts 16");
        command.Add(QueueBenchCommand.Create());
        foreach (var option in options.All)
            command.Add(option);
        command.Add(AddOnsCommand.Create());
        command.SetAction((parsed, cancellation) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            return options.IsAttachQuality(parsed) ? AttachAsync(options.ReadAttachQuality(parsed), output, options.IsJson(parsed), cancellation)
                : options.IsQuality(parsed) ? JudgeAsync(options.ReadQuality(parsed), output, options.IsJson(parsed), cancellation)
                : MeasureAsync(options.ReadBench(parsed), output, options.IsJson(parsed), cancellation);
        });
        return command;
    }

    private static async Task<int> MeasureAsync(BenchArguments arguments, TextWriter output, bool asJson, CancellationToken cancellation)
    {
        var report = await ModelBench.RunAsync(arguments, TimeProvider.System, cancellation).ConfigureAwait(false);
        report.Print(output, asJson);
        return ExitCode.Ok;
    }

    private static async Task<int> AttachAsync(QualityArguments arguments, TextWriter output, bool asJson, CancellationToken cancellation)
    {
        var report = await TerminalProgress.ShowAsync("attaching", done => AttachQuality.RunAsync(arguments, TimeProvider.System, done, cancellation))
            .ConfigureAwait(false);
        report.Print(output, asJson);
        return report.HasPassed ? ExitCode.Ok : ExitCode.CheckFailed;
    }

    private static async Task<int> JudgeAsync(QualityArguments arguments, TextWriter output, bool asJson, CancellationToken cancellation)
    {
        var report = await TerminalProgress.ShowAsync("judging", done => QualityBench.RunAsync(arguments, TimeProvider.System, done, cancellation))
            .ConfigureAwait(false);
        report.Print(output, asJson);
        return report.HasPassed ? ExitCode.Ok : ExitCode.CheckFailed;
    }
}
