using System.Numerics.Tensors;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Engine.Tests.Devices;
using SwiftDiffusion.Testing.TinyModels;
using Xunit;
using static SwiftDiffusion.Engine.Tests.Models.Closeness;

namespace SwiftDiffusion.Engine.Tests.Models;

public sealed class UNetModelTests(TestDevice device) : IClassFixture<TestDevice>
{
    private static readonly Dictionary<string, TinyComponent> Architectures = new()
    {
        ["v1"] = TinyComponents.UNet,
        ["v2"] = TinyComponents.UNetV2,
        ["XL"] = TinyComponents.UNetXl,
        ["inpainting"] = TinyComponents.UNet.With("in_channels", "9"),
        ["attention on every level"] = TinyComponents.UNet.With("down_block_types", """["CrossAttnDownBlock2D","CrossAttnDownBlock2D"]""")
            .With("up_block_types", """["CrossAttnUpBlock2D","CrossAttnUpBlock2D"]"""),
        ["attention in the middle only"] = TinyComponents.UNet.With("down_block_types", """["DownBlock2D","DownBlock2D"]""")
            .With("up_block_types", """["UpBlock2D","UpBlock2D"]"""),
        ["three transformers deep"] = TinyComponents.UNet.With("transformer_layers_per_block", "3"),
        ["three levels of two layers"] = TinyComponents.UNet.With("down_block_types", """["CrossAttnDownBlock2D","CrossAttnDownBlock2D","DownBlock2D"]""")
            .With("up_block_types", """["UpBlock2D","CrossAttnUpBlock2D","CrossAttnUpBlock2D"]""").With("block_out_channels", "[8,12,16]").With("layers_per_block", "2"),
        ["one level"] = TinyComponents.UNet.With("down_block_types", """["CrossAttnDownBlock2D"]""").With("up_block_types", """["CrossAttnUpBlock2D"]""").With("block_out_channels", "[8]"),
        ["heads by their right name"] = TinyComponents.UNet.With("num_attention_heads", "[4, 2]"),
        ["sines first"] = TinyComponents.UNet.With("flip_sin_to_cos", "false").With("freq_shift", "1"),
    };

    public static TheoryData<string, int, int> Sizes
    {
        get
        {
            var rows = new TheoryData<string, int, int>();
            foreach (string architecture in Architectures.Keys)
                rows.Add(architecture, 9, 13);
            rows.Add("three levels of two layers", 1, 1);
            rows.Add("three levels of two layers", 2, 11);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Architecture_runs_at_any_size(string architecture, int height, int width)
    {
        using var unet = new TinyUNet(Architectures[architecture], device.Device);

        float[] prediction = unet.Predict(height, width, 0, 1);

        Assert.Equal(2 * 4 * height * width, prediction.Length);
        Assert.True(TensorPrimitives.IsFiniteAll<float>(prediction));
        Assert.InRange(TensorPrimitives.StdDev<float>(prediction), 0.01f, 10f);
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    [InlineData("XL")]
    public void Rows_of_a_batch_do_not_touch_each_other(string architecture)
    {
        using var unet = new TinyUNet(Architectures[architecture], device.Device);

        float[] batch = unet.Predict(9, 13, 0, 1, 2);

        int row = batch.Length / 3;
        for (int i = 0; i < 3; i++)
            AssertClose(unet.Predict(9, 13, i), batch[(i * row)..((i + 1) * row)], 1e-5);
    }

    [Fact]
    public void Heads_by_either_name_are_the_same()
    {
        float[] byOldName = TinyUNet.Predict(TinyComponents.UNet.With("attention_head_dim", "[4, 2]"), device.Device, 0);

        Assert.Equal(byOldName, TinyUNet.Predict(Architectures["heads by their right name"], device.Device, 0));
    }

    [Theory]
    [InlineData("v1", "attention_head_dim", "4")]
    [InlineData("v1", "norm_num_groups", "2")]
    [InlineData("v1", "norm_eps", "0.1")]
    [InlineData("v1", "freq_shift", "1")]
    [InlineData("v1", "flip_sin_to_cos", "false")]
    [InlineData("XL", "attention_head_dim", "[2, 8]")]
    public void Settings_that_leave_the_weights_alone_still_count(string architecture, string field, string json)
    {
        var component = Architectures[architecture];

        AssertDiffers(TinyUNet.Predict(component, device.Device, 0), TinyUNet.Predict(component.With(field, json), device.Device, 0));
    }

    [Fact]
    public void Adapter_inputs_of_rank_zero_change_nothing()
    {
        using var unet = new TinyUNet(TinyComponents.UNetXl, device.Device);
        using var batch = new UNetBatch(unet.Config, 9, 13, 0, 1);
        using var adapters = new AdapterInputs();

        AssertClose(batch.Predict(unet.Model), batch.Predict(unet.Model, adapters), 1e-6);
    }
}
