using SwiftDiffusion.Onnx.Components;
using static SwiftDiffusion.Testing.TinyModels.ModuleTensors;

namespace SwiftDiffusion.Testing.TinyModels;

/// <summary>The tensors of a CLIP text encoder.</summary>
public static class TextEncoderTensors
{
    public static IEnumerable<TensorShape> Of(TextEncoderConfig config) =>
    [
        new("text_model.embeddings.token_embedding.weight", config.VocabularySize, config.Width),
        new("text_model.embeddings.position_embedding.weight", config.MaxTokens, config.Width),
        .. Enumerable.Range(0, config.Layers).SelectMany(layer => Layer($"text_model.encoder.layers.{layer}", config)),
        .. Norm("text_model.final_layer_norm", config.Width),
        .. config.ProjectionWidth == 0 ? [] : (TensorShape[])[LinearWithoutBias("text_projection", config.Width, config.ProjectionWidth)],
    ];

    private static IEnumerable<TensorShape> Layer(string path, TextEncoderConfig config) =>
    [
        .. Norm($"{path}.layer_norm1", config.Width),
        .. ((string[])["q_proj", "k_proj", "v_proj", "out_proj"]).SelectMany(name => Linear($"{path}.self_attn.{name}", config.Width, config.Width)),
        .. Norm($"{path}.layer_norm2", config.Width),
        .. Linear($"{path}.mlp.fc1", config.Width, config.InnerWidth), .. Linear($"{path}.mlp.fc2", config.InnerWidth, config.Width),
    ];
}
