using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.Images;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Engine.Tests.Devices;
using SwiftDiffusion.Onnx.Bundles;
using Xunit;
using static SwiftDiffusion.Engine.Tests.Generation.TinyworldEngines;

namespace SwiftDiffusion.Engine.Tests.Generation;

public sealed class LatentPreviewTests(TinyworldEngines engines, TestDevice device) : IClassFixture<TinyworldEngines>, IClassFixture<TestDevice>
{
    [Fact]
    public async Task A_preview_of_finished_latents_resembles_the_picture()
    {
        using var bundle = ModelBundle.Open(Folder);
        using var model = new ModelReplicas(bundle);
        using var options = new RunOptions();
        var preview = LatentPreview.Fit(model.On(device.Device), options);
        var (engine, _) = engines.Open(devices: 1);
        var recorder = new StepRecorder();
        var picture = (await engine.GenerateAsync(Request with { InferenceSteps = 15 }, recorder, CancellationToken.None)).Image;

        var shown = preview.Show(recorder.Latents[^1], bundle.Vae.LatentChannels, 16, 16);

        float[] small = ImageResize.Resize(picture, 16, 16, ResizeMode.Stretch).ToPlanar(PixelRange.ZeroToOne), rough = shown.ToPlanar(PixelRange.ZeroToOne);
        Assert.True(Correlation(small, rough) > 0.8, $"correlation {Correlation(small, rough)}");
    }

    private static double Correlation(float[] a, float[] b)
    {
        double meanA = a.Average(), meanB = b.Average();
        double covariance = a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum();
        return covariance / Math.Sqrt(a.Sum(x => (x - meanA) * (x - meanA)) * b.Sum(y => (y - meanB) * (y - meanB)));
    }
}
