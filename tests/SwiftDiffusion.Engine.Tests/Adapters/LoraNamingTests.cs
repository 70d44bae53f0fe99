using SwiftDiffusion.Engine.Adapters;
using SwiftDiffusion.Onnx.Safetensors;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Adapters;

/// <summary>Every way of naming a down and up pair leads to the same target.</summary>
public sealed class LoraNamingTests
{
    private const string Query = "down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q";
    private const string Output = "down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_out.0";
    private const string TextQuery = "text_model.encoder.layers.0.self_attn.q_proj";

    [Theory]
    [InlineData("lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_q.lora_{0}.weight", "down", "up", Query)]
    [InlineData("lora_unet_input_blocks_1_1_transformer_blocks_0_attn1_to_q.lora_{0}.weight", "down", "up", Query)]
    [InlineData("unet." + Query + ".lora_{0}.weight", "A", "B", Query)]
    [InlineData(Query + ".lora_{0}.weight", "A", "B", Query)]
    [InlineData("base_model.model." + Query + ".lora_{0}.weight", "A", "B", Query)]
    [InlineData("base_model.model.unet." + Query + ".lora_{0}.weight", "A", "B", Query)]
    [InlineData("unet.base_model.model." + Query + ".lora_{0}.default.weight", "A", "B", Query)]
    [InlineData("diffusion_model.input_blocks.1.1.transformer_blocks.0.attn1.to_q.lora_{0}.weight", "A", "B", Query)]
    [InlineData("unet." + Query + ".lora.{0}.weight", "down", "up", Query)]
    [InlineData("unet." + Output + ".lora.{0}.weight", "down", "up", Output)]
    [InlineData("unet." + Query + ".lora_linear_layer.{0}.weight", "down", "up", Query)]
    [InlineData("unet.down_blocks.0.attentions.0.transformer_blocks.0.attn1.processor.to_q_lora.{0}.weight", "down", "up", Query)]
    [InlineData("down_blocks.0.attentions.0.transformer_blocks.0.attn1.processor.to_out_lora.{0}.weight", "down", "up", Output)]
    public void Unet_names(string name, string down, string up, string path) =>
        AssertReads(name, down, up, AdapterComponent.UNet, path, width: 4);

    [Theory]
    [InlineData("lora_te_text_model_encoder_layers_0_self_attn_q_proj.lora_{0}.weight", "down", "up")]
    [InlineData("lora_te1_text_model_encoder_layers_0_self_attn_q_proj.lora_{0}.weight", "down", "up")]
    [InlineData("text_encoder." + TextQuery + ".lora_{0}.weight", "A", "B")]
    [InlineData("base_model.model." + TextQuery + ".lora_{0}.weight", "A", "B")]
    [InlineData("text_encoder." + TextQuery + ".lora_linear_layer.{0}.weight", "down", "up")]
    [InlineData("text_encoder.text_model.encoder.layers.0.self_attn.to_q_lora.{0}.weight", "down", "up")]
    [InlineData("text_encoder.text_model.encoder.layers.0.self_attn.to_q.lora.{0}.weight", "down", "up")]
    public void Text_encoder_names(string name, string down, string up) =>
        AssertReads(name, down, up, AdapterComponent.TextEncoder, TextQuery, width: 6);

    [Theory]
    [InlineData("lora_te2_text_model_encoder_layers_0_self_attn_q_proj.lora_{0}.weight", "down", "up", TextQuery)]
    [InlineData("text_encoder_2." + TextQuery + ".lora_{0}.weight", "A", "B", TextQuery)]
    [InlineData("lora_te2_text_projection.lora_{0}.weight", "down", "up", "text_projection")]
    public void Second_text_encoder_names(string name, string down, string up, string path) =>
        AssertReads(name, down, up, AdapterComponent.TextEncoder2, path, width: 10, Catalogs.SdxlLayout);

    [Theory]
    [InlineData("unet." + Query + ".alpha")]
    [InlineData("unet." + Query + ".lora.alpha")]
    [InlineData("lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_q.alpha")]
    [InlineData("unet.down_blocks.0.attentions.0.transformer_blocks.0.attn1.processor.to_q_lora.alpha")]
    public void Alpha_is_read_under_any_name(string alpha)
    {
        var adapter = Load(Pair("unet." + Query + ".lora_{0}.weight", "A", "B", 4).With(alpha, [], [3f]), Catalogs.Small);

        Assert.Equal(3f, Assert.Single(adapter.Layers).Alpha);
    }

    [Theory]
    [InlineData(TensorDtype.F32)]
    [InlineData(TensorDtype.F16)]
    [InlineData(TensorDtype.BF16)]
    [InlineData(TensorDtype.I64)]
    public void Alpha_may_have_any_number_type(TensorDtype dtype)
    {
        var adapter = Load(Pair("unet." + Query + ".lora_{0}.weight", "A", "B", 4).With("unet." + Query + ".alpha", [1], [3f], dtype), Catalogs.Small);

        Assert.Equal(3f, Assert.Single(adapter.Layers).Alpha);
    }

    internal static LoraFile Load(LoraFileBuilder builder, AdapterTargetCatalog targets)
    {
        using var file = builder.Write();
        return LoraFile.Load(file.Path, targets, LoraLimits.Default);
    }

    /// <summary>Down [2, width] and up [width, 2]; {0} in the name stands for which of them it is.</summary>
    internal static LoraFileBuilder Pair(string name, string down, string up, long width) => new LoraFileBuilder()
        .With(name.Replace("{0}", down, StringComparison.Ordinal), [2, width])
        .With(name.Replace("{0}", up, StringComparison.Ordinal), [width, 2]);

    private static void AssertReads(
        string name, string down, string up, AdapterComponent component, string path, int width, AdapterTargetCatalog? targets = null)
    {
        var layer = Assert.Single(Load(Pair(name, down, up, width), targets ?? Catalogs.Small).Layers);

        Assert.Equal((component, path), (layer.Target.Component, layer.Target.Path));
        Assert.Equal((2, 2f), (layer.Rank, layer.Alpha));
        Assert.Equal(Enumerable.Range(1, 2 * width).Select(i => i / 2f), layer.Down.ToArray());
        Assert.Equal(layer.Down.ToArray(), layer.Up.ToArray());
    }
}
