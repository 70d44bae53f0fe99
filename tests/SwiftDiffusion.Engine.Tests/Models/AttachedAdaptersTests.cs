using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Adapters;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Engine.Tests.Adapters;
using SwiftDiffusion.Engine.Tests.Devices;
using SwiftDiffusion.Onnx;
using SwiftDiffusion.Onnx.Bundles;
using SwiftDiffusion.Testing;
using SwiftDiffusion.Testing.TinyModels;
using Xunit;
using static SwiftDiffusion.Engine.Tests.Models.Closeness;

namespace SwiftDiffusion.Engine.Tests.Models;

/// <summary>Whichever way adapters take into a model, the result is that of a model whose weights were changed by hand.</summary>
public sealed class AttachedAdaptersTests : IClassFixture<TestDevice>, IDisposable
{
    private const string Block = "down_blocks.0.attentions.0.transformer_blocks.0";

    private static readonly TinyLora OnAttention = new(TinyLora.UNet, Rank: 4, Alpha: 2, ($"{Block}.attn1.to_q", [8, 8]), ($"{Block}.attn2.to_k", [8, 16]));

    private static readonly TinyLora OnEverything = new(
        TinyLora.UNet, Rank: 1, Alpha: 1, ($"{Block}.attn1.to_q", [8, 8]), ($"{Block}.ff.net.0.proj", [64, 8]), ("mid_block.attentions.0.proj_in", [16, 16, 1, 1]),
        ("up_blocks.1.attentions.1.transformer_blocks.0.attn2.to_out.0", [8, 8]));

    private static readonly TinyLora OfHighRank = new(TinyLora.UNet, Rank: 7, Alpha: 7, ($"{Block}.attn1.to_q", [8, 8]), ("up_blocks.1.attentions.0.proj_out", [8, 8, 1, 1]));

    private static readonly TinyLora OnConvolutions = new(
        TinyLora.UNet, Rank: 3, Alpha: 6, ("conv_in", [8, 4, 3, 3]), ("mid_block.resnets.0.conv1", [16, 16, 3, 3]), ($"{Block}.attn1.to_v", [8, 8]));

    private static readonly TinyLora OnText = new(
        TinyLora.TextEncoder, Rank: 2, Alpha: 1, ("text_model.encoder.layers.0.self_attn.q_proj", [16, 16]), ("text_model.encoder.layers.2.mlp.fc1", [32, 16]));

    private readonly TemporaryFolder _root = new();
    private readonly Device _device;
    private readonly string _model;

    public AttachedAdaptersTests(TestDevice device)
    {
        _device = device.Device;
        _model = TinyBundle.Sd.WriteTo(_root.File("model"));
    }

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Several_adapters_of_mixed_ranks_equal_weights_changed_by_hand()
    {
        (TinyLora, float)[] loras = [(OnAttention, 0.8f), (OnEverything, -0.5f), (OfHighRank, 0.3f)];

        var adapted = Run(_model, loras);

        AssertClose(Run(Merged("unet/diffusion_pytorch_model.safetensors", loras)).UNet, adapted.UNet, 1e-5);
        AssertDiffers(Run(_model).UNet, adapted.UNet);
    }

    [Fact]
    public void Adapter_on_convolutions_equals_weights_changed_by_hand()
    {
        (TinyLora, float)[] loras = [(OnConvolutions, 0.7f), (OnAttention, 0.5f)];

        var adapted = Run(_model, loras);

        AssertClose(Run(Merged("unet/diffusion_pytorch_model.safetensors", loras)).UNet, adapted.UNet, 1e-5);
        AssertDiffers(Run(_model).UNet, adapted.UNet);
    }

    [Fact]
    public void Adapter_on_the_text_encoder_equals_weights_changed_by_hand()
    {
        (TinyLora, float)[] loras = [(OnText, 1.5f)];

        var adapted = Run(_model, loras);

        AssertClose(Run(Merged("text_encoder/model.safetensors", loras)).Text, adapted.Text, 1e-5);
        AssertDiffers(Run(_model).Text, adapted.Text);
        Assert.Equal(Run(_model).UNet, adapted.UNet);
    }

    [Fact]
    public void Adapter_of_scale_zero_changes_nothing() => Assert.Equal(Run(_model).UNet, Run(_model, (OnEverything, 0)).UNet);

    [Fact]
    public void Adapter_on_token_embeddings_is_refused()
    {
        var refusal = Assert.Throws<ModelFormatException>(() => Run(_model, (new TinyLora(TinyLora.TextEncoder, 1, 1, ("text_model.embeddings.token_embedding", [1514, 16])), 1)));

        Assert.Contains("lora_te_text_model_embeddings_token_embedding", refusal.Problem, StringComparison.Ordinal);
    }

    /// <summary>A copy of the model with the adapters merged into one of its files.</summary>
    private string Merged(string file, (TinyLora Lora, float Scale)[] loras)
    {
        string copy = _root.Copy(_model, "merged");
        SafetensorsWriter.Rewrite(Path.Combine(copy, file), tensor => loras.Aggregate(tensor, (merged, lora) => lora.Lora.Merge(merged, lora.Scale)));
        return copy;
    }

    private (float[] UNet, float[] Text) Run(string folder, params (TinyLora Lora, float Scale)[] loras)
    {
        var files = loras.Select(lora => (File: new TemporaryFile(lora.Lora.ToBytes()), lora.Scale)).ToArray();
        try
        {
            using var bundle = ModelBundle.Open(folder);
            using var model = new ModelReplicas(bundle);
            var parts = model.On(_device);
            using var adapters = AttachedAdapters.Resolve(new AdapterStack(files.Select(lora => (LoraFile.Load(lora.File.Path, model.AdapterTargets, LoraLimits.Default), lora.Scale))), model, _device);
            using var batch = new UNetBatch(bundle.UNet, 9, 13, 0, 1);
            using var options = new RunOptions();
            using var text = parts.TextEncoders[0].Run([.. Enumerable.Range(1, 77)], adapters.TextEncoders[0], options, "last_hidden_state");
            return (batch.Predict(adapters.UNet.On(_device), adapters.UNetInputs), text.Floats("last_hidden_state").ToArray());
        }
        finally
        {
            Array.ForEach(files, lora => lora.File.Dispose());
        }
    }
}
