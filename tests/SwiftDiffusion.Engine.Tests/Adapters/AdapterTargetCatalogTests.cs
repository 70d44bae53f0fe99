using SwiftDiffusion.Engine.Adapters;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Adapters;

public sealed class AdapterTargetCatalogTests
{
    // The right column is what the original checkpoints call the module; both are published facts of the two code bases.
    [Theory]
    [InlineData("conv_in", "input_blocks.0.0")]
    [InlineData("conv_out", "out.2")]
    [InlineData("time_embedding.linear_1", "time_embed.0")]
    [InlineData("down_blocks.0.resnets.0.conv1", "input_blocks.1.0.in_layers.2")]
    [InlineData("down_blocks.0.attentions.0.proj_in", "input_blocks.1.1.proj_in")]
    [InlineData("down_blocks.0.downsamplers.0.conv", "input_blocks.3.0.op")]
    [InlineData("down_blocks.1.resnets.0.conv_shortcut", "input_blocks.4.0.skip_connection")]
    [InlineData("down_blocks.2.attentions.1.transformer_blocks.0.attn1.to_out.0", "input_blocks.8.1.transformer_blocks.0.attn1.to_out.0")]
    [InlineData("down_blocks.3.resnets.1.conv2", "input_blocks.11.0.out_layers.3")]
    [InlineData("mid_block.resnets.0.time_emb_proj", "middle_block.0.emb_layers.1")]
    [InlineData("mid_block.attentions.0.proj_in", "middle_block.1.proj_in")]
    [InlineData("mid_block.resnets.1.conv1", "middle_block.2.in_layers.2")]
    [InlineData("up_blocks.0.resnets.2.conv1", "output_blocks.2.0.in_layers.2")]
    [InlineData("up_blocks.0.upsamplers.0.conv", "output_blocks.2.1.conv")]
    [InlineData("up_blocks.1.attentions.0.proj_in", "output_blocks.3.1.proj_in")]
    [InlineData("up_blocks.1.upsamplers.0.conv", "output_blocks.5.2.conv")]
    [InlineData("up_blocks.3.attentions.2.transformer_blocks.0.attn1.to_q", "output_blocks.11.1.transformer_blocks.0.attn1.to_q")]
    public void Original_names_of_the_sd15_layout_are_known(string path, string original) =>
        AssertNamed(Catalogs.Sd15Layout, AdapterComponent.UNet, path, original);

    [Theory]
    [InlineData("add_embedding.linear_1", "label_emb.0.0")]
    [InlineData("down_blocks.0.resnets.1.conv1", "input_blocks.2.0.in_layers.2")]
    [InlineData("down_blocks.1.attentions.0.proj_in", "input_blocks.4.1.proj_in")]
    [InlineData("down_blocks.1.downsamplers.0.conv", "input_blocks.6.0.op")]
    [InlineData("down_blocks.2.attentions.1.proj_in", "input_blocks.8.1.proj_in")]
    [InlineData("up_blocks.0.attentions.0.proj_in", "output_blocks.0.1.proj_in")]
    [InlineData("up_blocks.0.upsamplers.0.conv", "output_blocks.2.2.conv")]
    [InlineData("up_blocks.1.attentions.2.proj_in", "output_blocks.5.1.proj_in")]
    [InlineData("up_blocks.2.resnets.2.conv2", "output_blocks.8.0.out_layers.3")]
    public void Original_names_of_the_sdxl_layout_are_known(string path, string original) =>
        AssertNamed(Catalogs.SdxlLayout, AdapterComponent.UNet, path, original);

    [Theory]
    [InlineData(AdapterComponent.UNet, "mid_block.attentions.0.transformer_blocks.0.attn1.to_out.0", "mid_block.attentions.0.transformer_blocks.0.attn1.processor.to_out_lora")]
    [InlineData(AdapterComponent.UNet, "mid_block.attentions.0.transformer_blocks.0.attn1.to_k", "mid_block.attentions.0.transformer_blocks.0.attn1.processor.to_k_lora")]
    [InlineData(AdapterComponent.TextEncoder, "text_model.encoder.layers.0.self_attn.out_proj", "text_model.encoder.layers.0.self_attn.to_out_lora")]
    [InlineData(AdapterComponent.TextEncoder, "text_model.encoder.layers.0.self_attn.v_proj", "text_model.encoder.layers.0.self_attn.to_v")]
    public void Old_names_of_attention_projections_are_known(AdapterComponent component, string path, string old) =>
        AssertNamed(Catalogs.Small, component, path, old);

    [Fact]
    public void Every_target_answers_to_its_path_with_and_without_dots()
    {
        foreach (var target in Catalogs.SdxlLayout.Targets)
        {
            Assert.Equal(target, Catalogs.SdxlLayout.Find(target.Component, target.Path));
            Assert.Equal(target, Catalogs.SdxlLayout.Find(target.Component, target.Path.Replace('.', '_')));
        }
    }

    [Fact]
    public void Name_without_component_is_found_only_where_it_is_unique()
    {
        const string Projection = "text_model.encoder.layers.0.self_attn.q_proj";

        Assert.Equal(AdapterComponent.TextEncoder, Catalogs.Small.Find(null, Projection)?.Component);
        Assert.Equal(AdapterComponent.UNet, Catalogs.SdxlLayout.Find(null, "conv_in")?.Component);
        Assert.Null(Catalogs.SdxlLayout.Find(null, Projection));
    }

    [Fact]
    public void Name_that_two_targets_could_mean_names_none()
    {
        var catalog = Catalogs.Of([Catalogs.Weight("a.b_c", 2, 2), Catalogs.Weight("a_b.c", 2, 2)]);

        Assert.Null(catalog.Find(AdapterComponent.UNet, "a_b_c"));
        Assert.Equal("a.b_c", catalog.Find(AdapterComponent.UNet, "a.b_c")?.Path);
    }

    [Fact]
    public void Paths_that_no_unet_has_do_no_harm()
    {
        var catalog = Catalogs.Of([Catalogs.Weight("down_blocks.x.resnets.0.conv1", 2, 2), Catalogs.Weight("up_blocks.7.resnets.99999999999.conv1", 2, 2), Catalogs.Weight("mid_block", 2, 2)]);

        Assert.Equal(3, catalog.Targets.Length);
    }

    private static void AssertNamed(AdapterTargetCatalog catalog, AdapterComponent component, string path, string name)
    {
        Assert.Equal(path, catalog.Find(component, name)?.Path);
        Assert.Equal(path, catalog.Find(component, name.Replace('.', '_'))?.Path);
    }
}
