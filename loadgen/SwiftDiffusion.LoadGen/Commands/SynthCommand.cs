using System.CommandLine;
using SwiftDiffusion.LoadGen.Synthesis;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Commands;

/// <summary><c>synth</c>: writes a synthetic trace.</summary>
internal static class SynthCommand
{
    public static Command Create()
    {
        var service = CommonOptions.Service("--service", "The published service to imitate, or both mixed as published");
        service.Required = true;
        var duration = ValueOption.Duration("--duration", "Length of the trace");
        var seed = CommonOptions.Seed();
        var file = new Option<string?>("--out") { Description = "File to write, .jsonl or .csv; the output stream when absent", HelpName = "FILE" };
        var synthesis = new SynthesisOptionSet();
        var command = new ExampleCommand(
            "synth", "Makes a trace that looks like the published services A and B.",
            "loadgen synth --service A --rate 0.5 --duration 10m --out a.jsonl",
            "loadgen synth --service AB --rate 0.32 --requests 549433 --out month.csv",
            "loadgen synth --service B --rate 2 --arrivals gamma --variation 4 --duration 5m --keys 5 --out burst.jsonl")
        { service, duration, seed, file };
        command.AddAll(synthesis.Options);
        command.SetAction(parsed =>
        {
            var options = synthesis.Read(parsed, parsed.GetRequiredValue(service)!, parsed.GetValue(duration), parsed.GetValue(seed));
            var trace = Synthesizer.Synthesize(options);
            if (parsed.GetValue(file) is { } path)
                TraceWriter.Write(path, trace);
            else
                JsonlTrace.Write(parsed.InvocationConfiguration.Output, trace.Requests);
            return ExitCode.Ok;
        });
        return command;
    }
}
