using System.CommandLine;
using SwiftDiffusion.Host.Inspection;
using SwiftDiffusion.Host.Output;
using SwiftDiffusion.Onnx.Graphs;

namespace SwiftDiffusion.Host.Commands;

/// <summary><c>compile</c>: shows what the model compiler makes of a folder, which serving does anew at every start.</summary>
internal static class CompileCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "A model in the diffusers layout, or a ControlNet folder" };
        var target = new Option<string?>("--out") { Description = "Also write the graphs as .onnx files below this folder", HelpName = "FOLDER" };
        var json = JsonOption.Create();
        var command = new ExampleCommand(
            "compile", "Compiles a model to ONNX graphs and shows what was found and made.",
            "swiftdiffusion compile onnx/tinyworld",
            "swiftdiffusion compile onnx/tinyworld/controlnet/canny --out graphs")
        { folder, target, json };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(folder), parsed.GetValue(target), parsed.GetValue(json), parsed.InvocationConfiguration.Output));
        return command;
    }

    private static int Run(string folder, string? target, bool asJson, TextWriter output)
    {
        var time = TimeProvider.System;
        long start = time.GetTimestamp();
        using var bundle = OpenedBundle.Open(folder);
        var open = time.GetElapsedTime(start);

        start = time.GetTimestamp();
        var graphs = bundle.Compile();
        var compile = time.GetElapsedTime(start);

        if (target is not null)
            WriteGraphs(graphs, target);
        CompileReport.Of(bundle.Summarize(), graphs, open, compile, target).Print(output, asJson);
        return ExitCode.Ok;
    }

    /// <summary>One folder per component, as in the model, so that a graph finds its weights beside it once they are put there.</summary>
    private static void WriteGraphs(IReadOnlyList<NamedGraph> graphs, string target)
    {
        try
        {
            foreach (var graph in graphs)
            {
                string folder = Directory.CreateDirectory(Path.Combine(target, graph.Component)).FullName;
                File.WriteAllBytes(Path.Combine(folder, $"{graph.Name}.onnx"), PortableGraph.ToFile(graph.Graph));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"--out: {e.Message}", e);
        }
    }
}
