namespace SwiftDiffusion.Testing.TinyModels;

/// <summary>The tensors of the modules that components are made of, by the names that diffusers and transformers give them.</summary>
internal static class ModuleTensors
{
    public static IEnumerable<TensorShape> Norm(string path, int width) => [new($"{path}.weight", width), new($"{path}.bias", width)];

    public static IEnumerable<TensorShape> Conv(string path, int inputs, int outputs, int kernel = 3) =>
        [new($"{path}.weight", outputs, inputs, kernel, kernel), new($"{path}.bias", outputs)];

    public static IEnumerable<TensorShape> Linear(string path, int inputs, int outputs) =>
        [new($"{path}.weight", outputs, inputs), new($"{path}.bias", outputs)];

    public static TensorShape LinearWithoutBias(string path, int inputs, int outputs) => new($"{path}.weight", outputs, inputs);

    /// <param name="path">Module path.</param>
    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="timeWidth">Width of the time embedding; 0 in a VAE.</param>
    public static IEnumerable<TensorShape> ResNet(string path, int inputs, int outputs, int timeWidth = 0) =>
    [
        .. Norm($"{path}.norm1", inputs), .. Conv($"{path}.conv1", inputs, outputs),
        .. timeWidth == 0 ? [] : Linear($"{path}.time_emb_proj", timeWidth, outputs),
        .. Norm($"{path}.norm2", outputs), .. Conv($"{path}.conv2", outputs, outputs),
        .. inputs == outputs ? [] : Conv($"{path}.conv_shortcut", inputs, outputs, kernel: 1),
    ];

    public static IEnumerable<TensorShape> Transformer(string path, int width, int depth, int contextWidth, bool linearProjections) =>
    [
        .. Norm($"{path}.norm", width), .. Projection($"{path}.proj_in", width, linearProjections),
        .. Enumerable.Range(0, depth).SelectMany(i => TransformerBlock($"{path}.transformer_blocks.{i}", width, contextWidth)),
        .. Projection($"{path}.proj_out", width, linearProjections),
    ];

    private static IEnumerable<TensorShape> Projection(string path, int width, bool isLinear) =>
        isLinear ? Linear(path, width, width) : Conv(path, width, width, kernel: 1);

    private static IEnumerable<TensorShape> TransformerBlock(string path, int width, int contextWidth) =>
    [
        .. Norm($"{path}.norm1", width), .. Attention($"{path}.attn1", width, width),
        .. Norm($"{path}.norm2", width), .. Attention($"{path}.attn2", width, contextWidth),
        .. Norm($"{path}.norm3", width),
        .. Linear($"{path}.ff.net.0.proj", width, width * 8), .. Linear($"{path}.ff.net.2", width * 4, width),
    ];

    private static IEnumerable<TensorShape> Attention(string path, int width, int contextWidth) =>
    [
        LinearWithoutBias($"{path}.to_q", width, width), LinearWithoutBias($"{path}.to_k", contextWidth, width),
        LinearWithoutBias($"{path}.to_v", contextWidth, width), .. Linear($"{path}.to_out.0", width, width),
    ];
}
