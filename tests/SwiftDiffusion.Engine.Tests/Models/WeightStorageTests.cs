using SwiftDiffusion.Engine.Tests.Devices;
using SwiftDiffusion.Onnx.Safetensors;
using SwiftDiffusion.Testing.TinyModels;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Models;

/// <summary>However weights are stored, the same numbers come out of them.</summary>
public sealed class WeightStorageTests(TestDevice device) : IClassFixture<TestDevice>
{
    [Theory]
    [InlineData(TensorDtype.F16)]
    [InlineData(TensorDtype.BF16)]
    public void Half_precision_equals_single_precision_of_rounded_weights(TensorDtype dtype)
    {
        var half = TinyComponents.UNetXl with { Dtype = dtype };

        float[] prediction = TinyUNet.Predict(half, device.Device, 0);

        Assert.Equal(TinyUNet.Predict(half with { IsWidened = true }, device.Device, 0), prediction);
        Assert.NotEqual(TinyUNet.Predict(TinyComponents.UNetXl, device.Device, 0), prediction);
    }

    [Theory]
    [InlineData(TensorDtype.F32)]
    [InlineData(TensorDtype.F16)]
    public void Shards_equal_a_single_file(TensorDtype dtype)
    {
        var single = TinyComponents.UNet with { Dtype = dtype };

        Assert.Equal(TinyUNet.Predict(single, device.Device, 0), TinyUNet.Predict(single with { Shards = 3 }, device.Device, 0));
    }

    [Theory]
    [InlineData(TensorDtype.F32)]
    [InlineData(TensorDtype.F16)]
    public void Files_of_the_fp16_variant_are_found(TensorDtype dtype)
    {
        var plain = TinyComponents.UNet with { Dtype = dtype };

        Assert.Equal(TinyUNet.Predict(plain, device.Device, 0), TinyUNet.Predict(plain with { WeightsName = $"{plain.WeightsName}.fp16" }, device.Device, 0));
    }
}
