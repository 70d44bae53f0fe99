using SwiftDiffusion.Engine.Adapters;
using SwiftDiffusion.Onnx.Safetensors;
using Xunit;
using static SwiftDiffusion.Engine.Tests.Adapters.LoraNamingTests;

namespace SwiftDiffusion.Engine.Tests.Adapters;

public sealed class LoraFileTests
{
    private const string Convolution = "lora_unet_down_blocks_0_resnets_0_conv1";
    private const string Projection = "lora_unet_down_blocks_0_attentions_0_proj_in";
    private const string Query = "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_q";

    [Fact]
    public void Convolution_layer_keeps_its_kernel_in_down()
    {
        var adapter = Load(new LoraFileBuilder().With($"{Convolution}.lora_down.weight", [2, 4, 3, 3]).With($"{Convolution}.lora_up.weight", [4, 2, 1, 1]), Catalogs.Small);

        var layer = Assert.Single(adapter.Layers);
        Assert.Equal((TargetKind.Convolution, 2, 72, 8), (layer.Target.Kind, layer.Rank, layer.Down.Length, layer.Up.Length));
    }

    [Theory]
    [InlineData(Query, new long[] { 2, 4, 1, 1 }, new long[] { 4, 2, 1, 1 })]
    [InlineData(Query, new long[] { 2, 4, 1, 1 }, new long[] { 4, 2 })]
    [InlineData(Projection, new long[] { 2, 4 }, new long[] { 4, 2 })]
    [InlineData(Projection, new long[] { 2, 4, 1, 1 }, new long[] { 4, 2 })]
    public void Linear_and_pointwise_layouts_are_the_same_matrix(string module, long[] down, long[] up)
    {
        var adapter = Load(new LoraFileBuilder().With($"{module}.lora_down.weight", down).With($"{module}.lora_up.weight", up), Catalogs.Small);

        Assert.Equal((2, 8, 8), (adapter.Layers[0].Rank, adapter.Layers[0].Down.Length, adapter.Layers[0].Up.Length));
    }

    [Fact]
    public void Tucker_core_is_multiplied_into_down()
    {
        var adapter = Load(new LoraFileBuilder()
            .With($"{Convolution}.lora_down.weight", [1, 4, 1, 1], [1, 2, 3, 4])
            .With($"{Convolution}.lora_mid.weight", [1, 1, 3, 3], [1, 0, 0, 0, 10, 0, 0, 0, 100])
            .With($"{Convolution}.lora_up.weight", [4, 1, 1, 1]), Catalogs.Small);

        Assert.Equal([1, 0, 0, 0, 10, 0, 0, 0, 100, 2, 0, 0, 0, 20, 0, 0, 0, 200], adapter.Layers[0].Down.ToArray()[..18]);
    }

    [Fact]
    public void Types_and_ranks_may_differ_between_tensors()
    {
        var adapter = Load(new LoraFileBuilder()
            .With($"{Query}.lora_down.weight", [1, 4], TensorDtype.F16).With($"{Query}.lora_up.weight", [4, 1], TensorDtype.BF16)
            .With($"{Projection}.lora_down.weight", [3, 4, 1, 1]).With($"{Projection}.lora_up.weight", [4, 3, 1, 1], TensorDtype.F16), Catalogs.Small);

        Assert.Equal([3, 1], adapter.Layers.Select(layer => layer.Rank));
        Assert.Equal([0.5f, 1, 1.5f, 2], adapter.Layers[1].Up.ToArray());
        Assert.Equal(sizeof(float) * (4 + 4 + 12 + 12), adapter.SizeBytes);
    }

    [Theory]
    [InlineData("""{"unet.lora_alpha": 6, "unet.r": 2}""", 6)]
    [InlineData("""{"lora_alpha": 6, "r": 2}""", 6)]
    [InlineData("""{"unet.lora_alpha": 6, "lora_alpha": 7}""", 6)]
    [InlineData("""{"text_encoder.lora_alpha": 6}""", 2)]
    [InlineData("""{"unet.lora_alpha": null}""", 2)]
    [InlineData("""{"unet.lora_alpha": 6, "unet.alpha_pattern": {"proj_in": 1}}""", 6)]
    [InlineData("""{"unet.lora_alpha": 6, "unet.alpha_pattern": {"to_q": 1}}""", 1)]
    [InlineData("""{"unet.lora_alpha": 6, "unet.alpha_pattern": {"attn1.to_q": 1, "to_q": 3}}""", 1)]
    [InlineData("""{"unet.lora_alpha": 6, "unet.alpha_pattern": {"to_q": 3, "attn1.to_q": 1}}""", 3)]
    [InlineData("""{"unet.lora_alpha": 6, "unet.alpha_pattern": {"o_q": 3}}""", 6)]
    [InlineData("""{"unet.lora_alpha": 6, "unet.alpha_pattern": {"^to_q$": 3}}""", 6)]
    [InlineData("""{"unet.lora_alpha": 6, "unet.alpha_pattern": {"^down_blocks\\.0\\.attentions\\.0\\.transformer_blocks\\.0\\.attn1\\.to_q$": 3}}""", 3)]
    [InlineData("""{"unet.lora_alpha": 6, "unet.alpha_pattern": {"down_blocks.*attn[12].to_(q|k)": 5}}""", 5)]
    [InlineData("""{"unet.lora_alpha": 6, "unet.use_rslora": true}""", 8.485281f)]
    public void Alpha_comes_from_the_header_where_no_tensor_gives_it(string metadata, float alpha)
    {
        var adapter = Load(Pair("unet.down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q.lora_{0}.weight", "A", "B", 4)
            .WithMetadata("lora_adapter_metadata", metadata), Catalogs.Small);

        Assert.Equal(alpha, adapter.Layers[0].Alpha, 1e-5f);
    }

    [Fact]
    public void Alpha_tensor_outranks_the_header()
    {
        const string Path = "unet.down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q";
        var adapter = Load(Pair(Path + ".lora_{0}.weight", "A", "B", 4).With($"{Path}.alpha", [], [1f])
            .WithMetadata("lora_adapter_metadata", """{"unet.lora_alpha": 6}"""), Catalogs.Small);

        Assert.Equal(1f, adapter.Layers[0].Alpha);
    }

    [Fact]
    public void Text_encoder_layers_are_announced()
    {
        Assert.True(Load(Pair("lora_te_text_model_encoder_layers_0_self_attn_q_proj.lora_{0}.weight", "down", "up", 6), Catalogs.Small).ChangesTextEncoders);
        Assert.False(Load(Pair(Query + ".lora_{0}.weight", "down", "up", 4), Catalogs.Small).ChangesTextEncoders);
    }
}
