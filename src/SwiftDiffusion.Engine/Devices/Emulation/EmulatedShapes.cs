using SwiftDiffusion.Onnx.Graphs;

namespace SwiftDiffusion.Engine.Devices.Emulation;

/// <summary>
/// Shapes of what an emulated graph returns. Tensors that only other graphs read (skips, residuals) are one number a row, except that the middle carries
/// the latent size from one half of the UNet to the other; the host's own have their true shape, told by the graph's inputs and weights.
/// </summary>
internal static class EmulatedShapes
{
    /// <summary>Shape of an output.</summary>
    public static long[] Of(CompiledGraph graph, string output, NamedInputs inputs) => (graph.Name, output) switch
    {
        ("unet.down", "mid") => Picture(inputs.Shape("sample"), 1),
        ("unet.up", "noise_prediction") => Picture(inputs.Shape("mid"), OutputsOf(graph, "conv_out.weight")),
        ("vae.decoder", "image") => Larger(inputs.Shape("latents"), OutputsOf(graph, "decoder.conv_out.weight"), Scale(graph, "upsamplers")),
        ("vae.encoder", "moments") => Smaller(inputs.Shape("image"), OutputsOf(graph, "encoder.conv_out.weight"), Scale(graph, "downsamplers")),
        ("text_encoder", "pooled") => [inputs.Rows, WidthOf(graph)],
        ("text_encoder", "text_embeds") => [inputs.Rows, OutputsOf(graph, "text_projection.weight")],
        ("text_encoder", _) => [.. inputs.Shape("input_ids"), WidthOf(graph)],
        _ => [inputs.Rows, 1, 1, 1],
    };

    private static long[] Picture(long[] shape, long channels) => [shape[0], channels, shape[2], shape[3]];

    private static long[] Larger(long[] shape, long channels, long scale) => [shape[0], channels, shape[2] * scale, shape[3] * scale];

    private static long[] Smaller(long[] shape, long channels, long scale) => [shape[0], channels, shape[2] / scale, shape[3] / scale];

    private static long WidthOf(CompiledGraph graph) => Stored(graph, "embeddings.token_embedding.weight")[1];

    /// <summary>Weights are stored with their outputs first.</summary>
    private static long OutputsOf(CompiledGraph graph, string weight) => Stored(graph, weight)[0];

    private static long[] Stored(CompiledGraph graph, string name) =>
        [.. graph.Weights.First(weight => weight.Location.Entry.Name.EndsWith(name, StringComparison.Ordinal)).Location.Entry.Shape];

    /// <summary>How much longer one side of the picture is: twice for every convolution that goes with a change of size.</summary>
    private static long Scale(CompiledGraph graph, string module) => 1L << graph.Weights.Count(weight =>
        weight.Initializer.Contains($".{module}.", StringComparison.Ordinal) && weight.Initializer.EndsWith(".weight", StringComparison.Ordinal));
}
