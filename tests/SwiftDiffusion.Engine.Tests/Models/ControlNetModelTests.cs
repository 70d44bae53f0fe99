using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Engine.Tests.Devices;
using SwiftDiffusion.Onnx.Bundles;
using SwiftDiffusion.Testing;
using SwiftDiffusion.Testing.TinyModels;
using Xunit;
using static SwiftDiffusion.Engine.Tests.Models.Closeness;

namespace SwiftDiffusion.Engine.Tests.Models;

/// <summary>ControlNets beside the UNet they fit. Control images are twice the latents' size.</summary>
public sealed class ControlNetModelTests : IClassFixture<TestDevice>, IDisposable
{
    private const int Height = 9, Width = 13, Pixels = 4 * Height * Width;

    private static readonly float[] Image = RandomValues.Uniform("control image", 3 * Pixels);

    private readonly Device _device;
    private readonly TinyUNet _unet;
    private readonly UNetBatch _batch;

    public ControlNetModelTests(TestDevice device)
    {
        _device = device.Device;
        _unet = new TinyUNet(TinyComponents.UNet, _device);
        _batch = new UNetBatch(_unet.Config, Height, Width, 0, 1);
    }

    public void Dispose()
    {
        _batch.Dispose();
        _unet.Dispose();
    }

    [Fact]
    public void Residuals_of_scale_zero_are_no_residuals() => AssertClose(_batch.Predict(_unet.Model), Predict((TinyComponents.ControlNet, Image, 0)), 1e-6);

    [Fact]
    public void Residuals_steer() => AssertDiffers(_batch.Predict(_unet.Model), Predict((TinyComponents.ControlNet, Image, 1)));

    [Fact]
    public void Branches_sum()
    {
        float[] once = Predict((TinyComponents.ControlNet, Image, 1));

        AssertClose(once, Predict((TinyComponents.ControlNet, Image, 0.25f), (TinyComponents.ControlNet, Image, 0.75f)), 1e-5);
    }

    [Fact]
    public void Reversed_channel_order_swaps_red_and_blue()
    {
        float[] swapped = [.. Image[(2 * Pixels)..], .. Image[Pixels..(2 * Pixels)], .. Image[..Pixels]];
        var reversed = TinyComponents.ControlNet.With("controlnet_conditioning_channel_order", "\"bgr\"");

        Assert.Equal(Predict((TinyComponents.ControlNet, Image, 1)), Predict((reversed, swapped, 1)));
    }

    [Fact]
    public void Grey_control_image_has_one_channel()
    {
        float[] prediction = Predict((TinyComponents.ControlNet.With("conditioning_channels", "1"), Image[..Pixels], 1));

        Assert.True(TensorPrimitives.IsFiniteAll<float>(prediction));
        AssertDiffers(_batch.Predict(_unet.Model), prediction);
    }

    [Fact]
    public void Branch_of_xl_takes_the_added_conditions()
    {
        using var unet = new TinyUNet(TinyComponents.UNetXl, _device);
        using var batch = new UNetBatch(unet.Config, Height, Width, 0, 1);

        AssertDiffers(batch.Predict(unet.Model), Predict(batch, unet.Model, (TinyComponents.ControlNetXl, Image, 1)));
    }

    private float[] Predict(params (TinyComponent Component, float[] Image, float Scale)[] branches) => Predict(_batch, _unet.Model, branches);

    private float[] Predict(UNetBatch batch, UNetModel unet, params (TinyComponent Component, float[] Image, float Scale)[] branches)
    {
        using var folder = new TemporaryFolder();
        using var options = new RunOptions();
        Residuals? sum = null;
        for (int i = 0; i < branches.Length; i++)
        {
            var (component, image, strength) = branches[i];
            using var net = new ControlNetReplicas(ControlNetBundle.Open(component.WriteTo(folder.File($"{i}"))));
            var model = net.On(_device);
            using var pixels = Tensors.From(image, 1, image.Length / Pixels, 2 * Height, 2 * Width);
            using var scale = Tensors.From([strength], 1, 1, 1, 1);
            using var embedding = model.Embed(pixels, options);
            var residuals = model.Run(batch.Inputs, embedding["embedding"], scale, options);
            if (sum is null)
            {
                sum = residuals;
                continue;
            }

            sum.AddRows(residuals, [.. Enumerable.Range(0, batch.Rows)]);
            residuals.Dispose();
        }

        using (sum)
            return batch.Predict(unet, residuals: sum);
    }
}
