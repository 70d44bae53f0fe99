using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Onnx.Graphs;

namespace SwiftDiffusion.Engine.Devices.Emulation;

/// <summary>
/// Shapes of what an emulated graph returns. Tensors that only other graphs read (skips, residuals) are one number a row, except that the middle carries
/// the latent size from one half of the UNet to the other; the host's own have their true shape, told by the graph's inputs and weights.
/// </summary>
internal static class EmulatedShapes
{
    /// <summary>Shape of an output.</summary>
    public static long[] Of(CompiledGraph graph, string output, IReadOnlyDictionary<string, OrtValue> inputs) => (graph.Name, output) switch
    {
        ("unet.down", "mid") => Picture(inputs["sample"], 1, 1),
        ("unet.up", "noise_prediction") => Picture(inputs["mid"], Outputs(graph, "conv_out.weight"), 1),
        ("vae.decoder", "image") => Picture(inputs["latents"], Outputs(graph, "decoder.conv_out.weight"), Doublings(graph, "upsamplers")),
        ("vae.encoder", "moments") => Smaller(inputs["image"], Outputs(graph, "encoder.conv_out.weight"), Doublings(graph, "downsamplers")),
        ("text_encoder", "pooled") => [Rows(inputs["input_ids"]), Width(graph)],
        ("text_encoder", "text_embeds") => [Rows(inputs["input_ids"]), Outputs(graph, "text_projection.weight")],
        ("text_encoder", _) => [.. inputs["input_ids"].GetTensorTypeAndShape().Shape, Width(graph)],
        _ => [inputs.Values.Max(Rows), 1, 1, 1],
    };

    /// <summary>Rows of a batch: the first dimension, which inputs shared by all rows have as 1.</summary>
    public static int RowsOf(CompiledGraph graph, IReadOnlyDictionary<string, OrtValue> inputs) =>
        (int)graph.Inputs.Where(port => !port.Name.Contains("lora_", StringComparison.Ordinal)).Max(port => Rows(inputs[port.Name]));

    private static long[] Picture(OrtValue input, long channels, long scale)
    {
        long[] shape = input.GetTensorTypeAndShape().Shape;
        return [shape[0], channels, shape[2] * scale, shape[3] * scale];
    }

    private static long[] Smaller(OrtValue input, long channels, long scale)
    {
        long[] shape = input.GetTensorTypeAndShape().Shape;
        return [shape[0], channels, shape[2] / scale, shape[3] / scale];
    }

    private static long Rows(OrtValue input) => input.GetTensorTypeAndShape().Shape[0];

    private static long Width(CompiledGraph graph) => Weight(graph, "embeddings.token_embedding.weight").Shape[1];

    /// <summary>Weights are stored with their outputs first.</summary>
    private static long Outputs(CompiledGraph graph, string weight) => Weight(graph, weight).Location.Entry.Shape[0];

    private static WeightBinding Weight(CompiledGraph graph, string name) =>
        graph.Weights.First(weight => weight.Location.Entry.Name.EndsWith(name, StringComparison.Ordinal));

    /// <summary>How much larger one side of the picture is: 2 for each convolution that follows or makes a change of size.</summary>
    private static long Doublings(CompiledGraph graph, string module) => 1L << graph.Weights.Count(
        weight => weight.Initializer.Contains($".{module}.", StringComparison.Ordinal) && weight.Initializer.EndsWith(".weight", StringComparison.Ordinal));
}
