using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Engine.Tests.Devices;
using SwiftDiffusion.Onnx;
using SwiftDiffusion.Onnx.Components;
using SwiftDiffusion.Testing;
using SwiftDiffusion.Testing.TinyModels;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Models;

public sealed class VaeModelTests(TestDevice device) : IClassFixture<TestDevice>
{
    private const int Height = 5, Width = 7;

    [Fact]
    public void Attention_by_its_former_names_is_the_same() => Assert.Equal(Run(TinyComponents.Vae), Run(TinyComponents.Vae with { Naming = FormerName }));

    [Theory]
    [InlineData("mid_block_add_attention")]
    [InlineData("use_quant_conv")]
    [InlineData("use_post_quant_conv")]
    public void Parts_that_the_configuration_leaves_out_are_left_out(string field) => Assert.NotEqual(Run(TinyComponents.Vae), Run(TinyComponents.Vae.With(field, "false")));

    [Fact]
    public void Pictures_and_latents_have_the_sizes_that_the_scale_says()
    {
        float[][] results = Run(TinyComponents.Vae);

        Assert.Equal([2 * 4 * Height * Width, 3 * 2 * Height * 2 * Width], results.Select(values => values.Length));
        Assert.All(results, values => Assert.True(TensorPrimitives.IsFiniteAll<float>(values)));
    }

    private static string FormerName(string name) => name.Replace("to_q", "query", StringComparison.Ordinal).Replace("to_k", "key", StringComparison.Ordinal)
        .Replace("to_v", "value", StringComparison.Ordinal).Replace("to_out.0", "proj_attn", StringComparison.Ordinal);

    /// <summary>Moments of a picture, and a picture of latents.</summary>
    private float[][] Run(TinyComponent component)
    {
        using var folder = new TemporaryFolder();
        component.WriteTo(folder.Path);
        var config = VaeConfig.Read(folder.Path);
        using var weights = WeightSet.Open(folder.Path, component.WeightsName);
        using var memory = new WeightMemory();
        using var model = new VaeModel(device.Device, config, weights, memory);
        using var options = new RunOptions();
        using var pixels = Values("pixels", 3, config.Scale * Height, config.Scale * Width);
        using var latents = Values("latents", 4, Height, Width);
        using var encoded = model.Encode(pixels, options);
        using var decoded = model.Decode(latents, options);
        return [encoded.Floats("moments").ToArray(), decoded.Floats("image").ToArray()];
    }

    private static OrtValue Values(string name, int channels, int height, int width) =>
        Tensors.From(RandomValues.Uniform(name, channels * height * width), 1, channels, height, width);
}
