using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Onnx.Bundles;

namespace SwiftDiffusion.Host.Bench.AddOns;

/// <summary>
/// A ControlNet's branch on a second core beside the UNet's first half, against the same on one core: the ideal is as long as the longer of the two,
/// then the second half. Without guidance, so that there are no rows to split instead.
/// </summary>
internal sealed class BranchRows(AddOnContext context)
{
    private const double Bar = 0.9;

    public async Task<List<AddOnRow>> RunAsync(CancellationToken cancellation)
    {
        int steps = context.IsLarge ? 4 : 40, runs = context.IsLarge ? 2 : 7;
        await using var one = await context.OpenAsync(1, PlacementPolicy.Local, cancellation).ConfigureAwait(false);
        await using var two = await context.OpenAsync(2, PlacementPolicy.Adaptive, cancellation).ConfigureAwait(false);
        var request = one.Request with { GuidanceScale = 1, InferenceSteps = steps };
        var controlled = request with { Controls = [one.Control] };
        var (down, up) = Halves(one);
        List<double> plain = [], serial = [], parallel = [];
        for (int run = 0; run < runs; run++)
        {
            plain.Add(await StepAsync(one, request, cancellation).ConfigureAwait(false));
            serial.Add(await StepAsync(one, controlled, cancellation).ConfigureAwait(false));
            parallel.Add(await StepAsync(two, controlled, cancellation).ConfigureAwait(false));
        }

        double without = Measurement.Median(plain), branch = Measurement.Median(serial) - without;
        double ideal = Math.Max(down, branch) + (without - down), measured = Measurement.Median(parallel);
        return
        [
            AddOnRow.AtLeast(
                "one ControlNet on a second core vs ideal",
                $"step {Milliseconds(measured)} against {Milliseconds(ideal)}; serial {Milliseconds(Measurement.Median(serial))}: branch {Milliseconds(branch)}, "
                + $"down {Milliseconds(down)}, up {Milliseconds(up)}",
                ideal / measured, Bar),
        ];
    }

    /// <summary>Seconds of the denoising loop per step.</summary>
    private static async Task<double> StepAsync(BenchEngine engine, Engine.Generation.ImageRequest request, CancellationToken cancellation)
    {
        var result = await engine.Engine.GenerateAsync(request, null, cancellation).ConfigureAwait(false);
        return result.Timings.Denoise.TotalSeconds / request.InferenceSteps;
    }

    /// <summary>Seconds of the UNet's halves alone, one row on one core.</summary>
    private (double Down, double Up) Halves(BenchEngine one)
    {
        using var bundle = ModelBundle.Open(context.Model);
        using var model = new ModelReplicas(bundle);
        var unet = model.On(one.Devices.Devices[0]).UNet;
        using var inputs = new SampleInputs(bundle, one.Request.Height, one.Request.Width);
        using var options = new RunOptions();
        var values = inputs.UNet(1);
        using var skips = unet.RunDown(values, null, options);
        var halves = context.Sampler.Compare(
            ("down", 1, () => unet.RunDown(values, null, options).Dispose()), ("up", 1, () => unet.RunUp(skips, values, null, null, options).Dispose()));
        return (halves[0].MedianSeconds, halves[1].MedianSeconds);
    }

    private static string Milliseconds(double seconds) => Output.Figures.Duration(seconds);
}
