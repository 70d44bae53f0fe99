using System.CommandLine;
using System.Globalization;
using SwiftDiffusion.LoadGen.Output;
using SwiftDiffusion.LoadGen.Replay;
using SwiftDiffusion.LoadGen.Reporting;
using SwiftDiffusion.LoadGen.Synthesis;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Commands;

/// <summary><c>run</c>: replays a trace against a server.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var trace = PathArgument.CreateOptional("TRACE", "The trace file; absent with --synthetic");
        var format = CommonOptions.Format();
        var synthetic = CommonOptions.Service("--synthetic", "Replay a synthetic trace of service A, B or both instead of a file");
        var duration = ValueOption.Duration("--duration", "Only this much of the trace");
        var seed = CommonOptions.Seed();
        var folder = new Option<string?>("--out") { Description = "Folder for requests.jsonl, summary.json and report.html", HelpName = "DIR" };
        var json = CommonOptions.Json();
        var (target, replay, synthesis, stubs) = (new TargetOptionSet(), new ReplayOptionSet(), new SynthesisOptionSet(), new StubOptionSet());
        var command = new ExampleCommand(
            "run", "Replays a trace against a server, in an open loop, and reports.",
            "loadgen run trace.jsonl --target http://127.0.0.1:8080 --slo 5s --out runs/first",
            "loadgen run --synthetic A --rate 0.5 --duration 2m --warm-up 15s --steps 8 --slo 4s",
            "loadgen run diffusion_model_request_trace.json --duration 1h --time-scale 10 --rate-scale 0.2",
            "loadgen run --synthetic B --rate 2 --duration 5m --stub-template lora.safetensors --stub-delay 500ms --stub-bandwidth 200MB/s")
        { trace, format, synthetic, duration, seed, folder, json };
        command.AddAll([.. target.Options, .. replay.Options, .. synthesis.Options, .. stubs.Options]);
        command.SetAction((parsed, interrupted) =>
        {
            var source = (parsed.GetValue(trace), parsed.GetValue(synthetic)) switch
            {
                ({ } path, null) => TraceReader.Read(path, parsed.GetValue(format)),
                (null, { } services) => Synthesizer.Synthesize(synthesis.Read(parsed, services, parsed.GetValue(duration), parsed.GetValue(seed))),
                _ => throw new UserException("Name either a trace file or --synthetic A, B or AB."),
            };
            var (face, server) = target.Read(parsed);
            var run = new LoadRun(face, server, replay.Read(parsed, parsed.GetValue(duration), parsed.GetValue(seed)), stubs.Read(parsed), TimeProvider.System);
            return RunAsync(run, source, parsed.GetValue(folder), parsed.GetValue(json), parsed.InvocationConfiguration, interrupted);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        LoadRun run, Trace trace, string? path, bool asJson, InvocationConfiguration console, CancellationToken interrupted)
    {
        var (info, records) = await run.ReplayAsync(trace, RunView.For(console.Error, TimeProvider.System), interrupted).ConfigureAwait(false);
        var summary = RunSummary.Of(info, records);
        var folder = new RunFolder(path ?? DefaultFolder(info));
        folder.Write(summary, records);
        if (asJson)
            JsonOutput.Write(console.Output, summary);
        else
            SummaryText.Write(console.Output, summary, folder.ReportPath);
        return interrupted.IsCancellationRequested ? ExitCode.Interrupted : summary.Validity.IsValid ? ExitCode.Ok : ExitCode.RunInvalid;
    }

    private static string DefaultFolder(RunInfo info) =>
        Path.Combine("runs", $"{Path.GetFileNameWithoutExtension(info.Trace)}-{info.StartedAt.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}");
}
