using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Host.Output;

namespace SwiftDiffusion.Host.Bench.AddOns;

/// <summary>
/// A ControlNet's branch on a second core beside the UNet's first half, against the same on one core. The ideal is as long as the longer of the two, then
/// the second half, and nothing in between; once of parts that ran alone, once of a half and a branch that ran beside each other, as both cores share memory
/// and caches. Without guidance, so that there are no rows to split instead.
/// </summary>
internal sealed class BranchRows(AddOnContext context)
{
    private const double Bar = 0.9;

    public async Task<List<AddOnRow>> RunAsync(CancellationToken cancellation)
    {
        int steps = context.IsLarge ? 4 : 40, turns = context.IsLarge ? 3 : 11;
        await using var one = await context.OpenAsync(1, PlacementPolicy.Local, cancellation).ConfigureAwait(false);
        await using var two = await context.OpenAsync(2, PlacementPolicy.Adaptive, cancellation).ConfigureAwait(false);
        using var parts = new StepParts(context, two);
        var request = one.Request with { GuidanceScale = 1, InferenceSteps = steps, Controls = [one.Control] };
        List<double> down = [], up = [], branch = [], beside = [], serial = [], parallel = [];
        for (int turn = 0; turn < turns; turn++)
        {
            serial.Add(await StepAsync(one, request, cancellation).ConfigureAwait(false));
            parallel.Add(await StepAsync(two, request, cancellation).ConfigureAwait(false));
            for (int run = 0; run < Math.Max(1, steps / 8); run++)
            {
                down.Add(await parts.DownAsync().ConfigureAwait(false));
                branch.Add(await parts.BranchAsync().ConfigureAwait(false));
                up.Add(await parts.UpAsync().ConfigureAwait(false));
                beside.Add(await parts.BesideAsync().ConfigureAwait(false));
            }
        }

        double half = Measurement.Median(up), measured = Measurement.Median(parallel);
        double alone = Math.Max(Measurement.Median(down), Measurement.Median(branch)) + half, together = Measurement.Median(beside) + half;
        return
        [
            AddOnRow.AtLeast(
                "one ControlNet on a second core vs ideal of parts measured alone",
                $"step {Duration(measured)} against {Duration(alone)}: down {Median(down)}, branch {Median(branch)}, up {Median(up)}", alone / measured, Bar),
            AddOnRow.AtLeast(
                "one ControlNet on a second core vs ideal of parts measured side by side",
                $"step {Duration(measured)} against {Duration(together)}: down beside branch {Median(beside)}, up {Median(up)}", together / measured, Bar),
            AddOnRow.Told(
                "one ControlNet on a second core vs all on one core", $"step {Duration(measured)} against {Median(serial)}", Measurement.Median(serial) / measured),
        ];
    }

    /// <summary>Seconds of the denoising loop per step.</summary>
    private static async Task<double> StepAsync(BenchEngine engine, ImageRequest request, CancellationToken cancellation)
    {
        var result = await engine.Engine.GenerateAsync(request, null, cancellation).ConfigureAwait(false);
        return result.Timings.Denoise.TotalSeconds / request.InferenceSteps;
    }

    private static string Median(List<double> seconds) => Duration(Measurement.Median(seconds));

    private static string Duration(double seconds) => Figures.Duration(seconds);
}
