using SwiftDiffusion.Onnx.Components;

namespace SwiftDiffusion.Onnx.Bundles;

/// <summary>A text encoder of a bundle with its weights and the tokenizer that feeds it.</summary>
/// <param name="Name">Folder name: "text_encoder" or "text_encoder_2".</param>
/// <param name="Config">Architecture.</param>
/// <param name="Weights">Tensors.</param>
/// <param name="TokenizerFolder">Folder with vocab.json and merges.txt.</param>
public sealed record TextEncoderPart(string Name, TextEncoderConfig Config, WeightSet Weights, string TokenizerFolder);
