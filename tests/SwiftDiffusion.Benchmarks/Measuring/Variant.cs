using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Onnx.Graphs;

namespace SwiftDiffusion.Benchmarks.Measuring;

/// <summary>
/// A form of the graph and the way ONNX Runtime prepares it, written "ours:EXTENDED:packed+blocked" or "plain:ALL:packed". A fourth
/// part is the beginning of the path of ONNX Runtime's time records.
/// </summary>
internal sealed record Variant(string Text, Func<CompiledGraph, CompiledGraph> Form, SessionSettings Settings)
{
    public static Variant Parse(string text)
    {
        string[] parts = text.Split(':');
        var level = parts[1] switch
        {
            "DISABLE" => GraphOptimizationLevel.ORT_DISABLE_ALL,
            "BASIC" => GraphOptimizationLevel.ORT_ENABLE_BASIC,
            "EXTENDED" => GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
            "ALL" => GraphOptimizationLevel.ORT_ENABLE_ALL,
            _ => throw new ArgumentException($"{parts[1]} is not DISABLE, BASIC, EXTENDED or ALL.", nameof(text)),
        };
        var settings = SessionSettings.Default with { Optimization = level, Prepacks = parts[2].StartsWith("packed", StringComparison.Ordinal), BlocksChannels = parts[2].EndsWith("blocked", StringComparison.Ordinal), ProfilePrefix = parts.Length > 3 ? parts[3] : null };
        return new Variant(text, parts[0] == "plain" ? PlainExport.Rewrite : graph => graph, settings);
    }
}
