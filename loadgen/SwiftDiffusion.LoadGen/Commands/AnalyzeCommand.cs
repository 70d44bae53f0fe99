using System.CommandLine;
using SwiftDiffusion.LoadGen.Analysis;
using SwiftDiffusion.LoadGen.Output;
using SwiftDiffusion.LoadGen.Reporting;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Commands;

/// <summary><c>analyze</c>: says what a trace is like.</summary>
internal static class AnalyzeCommand
{
    public static Command Create()
    {
        var path = PathArgument.Create("TRACE", "The trace file");
        var format = CommonOptions.Format();
        var page = CommonOptions.Page("Also write a page with charts");
        var json = CommonOptions.Json();
        var command = new ExampleCommand(
            "analyze", "Shows how many add-ons requests name, how popular they are, what caches would save, and how bursty arrivals are.",
            "loadgen analyze diffusion_model_request_trace.json --out katz.html",
            "loadgen analyze lora_request_trace.csv --json")
        { path, format, page, json };
        command.SetAction(parsed =>
        {
            var analysis = TraceAnalysis.Of(TraceReader.Read(parsed.GetRequiredValue(path), parsed.GetValue(format)));
            if (parsed.GetValue(page) is { } file)
                UserFile.Write(file, AnalysisReport.Create(analysis));
            if (parsed.GetValue(json))
                JsonOutput.Write(parsed.InvocationConfiguration.Output, analysis);
            else
                AnalysisText.Write(parsed.InvocationConfiguration.Output, analysis);
            return ExitCode.Ok;
        });
        return command;
    }
}
