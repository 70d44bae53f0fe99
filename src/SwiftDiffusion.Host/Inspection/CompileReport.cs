using SwiftDiffusion.Host.Output;

namespace SwiftDiffusion.Host.Inspection;

/// <summary>What <c>compile</c> found and made.</summary>
/// <param name="Bundle">What was found.</param>
/// <param name="AdapterTargets">Projections that take a LoRA as graph inputs, by component.</param>
/// <param name="Graphs">What was made.</param>
/// <param name="OpenSeconds">Reading configurations and headers, mapping weights.</param>
/// <param name="CompileSeconds">Building all graphs.</param>
/// <param name="WrittenTo">Folder of the .onnx files, when asked for.</param>
internal sealed record CompileReport(
    BundleSummary Bundle,
    IReadOnlyDictionary<string, int> AdapterTargets,
    IReadOnlyList<GraphSummary> Graphs,
    double OpenSeconds,
    double CompileSeconds,
    string? WrittenTo) : IReport
{
    public static CompileReport Of(BundleSummary bundle, IReadOnlyList<NamedGraph> graphs, TimeSpan open, TimeSpan compile, string? writtenTo)
    {
        var targets = graphs.Where(graph => !graph.Graph.AdapterSlots.IsEmpty).GroupBy(graph => graph.Component)
            .ToDictionary(component => component.Key, component => component.Sum(graph => graph.Graph.AdapterSlots.Length));
        return new CompileReport(bundle, targets, [.. graphs.Select(GraphSummary.Of)], open.TotalSeconds, compile.TotalSeconds, writtenTo);
    }

    public void Write(TextWriter output)
    {
        Bundle.Write(output);
        output.WriteLine();
        var table = new TextTable("graph", "nodes", "inputs", "outputs", "adapter targets", "weights", "parameters", "ONNX");
        foreach (var graph in Graphs)
        {
            table.Add(
                graph.Name, $"{graph.Nodes}", $"{graph.Inputs}", $"{graph.Outputs}", $"{graph.AdapterTargets}", $"{graph.Weights}",
                Figures.Count(graph.Parameters), Figures.Bytes(graph.OnnxSizeBytes));
        }

        table.Write(output);
        output.WriteLine();
        output.WriteLine($"opened in {Figures.Duration(OpenSeconds)}, {Graphs.Count} graphs compiled in {Figures.Duration(CompileSeconds)}");
        if (WrittenTo is not null)
        {
            output.WriteLine($"written to {WrittenTo}: look at the graphs in Netron (https://netron.app), which needs no weights for that.");
            output.WriteLine("They name their weights in the model's .safetensors files; to run one elsewhere, put those of its folder beside it.");
        }
    }
}

/// <summary>One graph in figures.</summary>
internal sealed record GraphSummary(string Name, int Nodes, int Inputs, int Outputs, int AdapterTargets, int Weights, long Parameters, long OnnxSizeBytes)
{
    /// <summary>Counts a graph; the two inputs of every adapter target are counted as that, not as inputs.</summary>
    public static GraphSummary Of(NamedGraph named)
    {
        var graph = named.Graph;
        return new GraphSummary(
            named.Name, graph.NodeCount, graph.Inputs.Length - (2 * graph.AdapterSlots.Length), graph.Outputs.Length, graph.AdapterSlots.Length,
            graph.Weights.Length, graph.ParameterCount, graph.Model.Length);
    }
}
