using SwiftDiffusion.Host.Bench.Quality;

namespace SwiftDiffusion.Host.Bench.AddOns;

/// <summary>What <c>bench --attach-quality</c> measures, a row for each attach step: how like the pictures are to those with the LoRA from the start, and what the judge loses.</summary>
internal sealed class QualityRows(AddOnContext context)
{
    private const double Bar = 1;

    public async Task<List<AddOnRow>> RunAsync(Action<double> progress, CancellationToken cancellation)
    {
        var arguments = new QualityArguments(context.Model, Engine.Devices.DeviceList.Auto, context.Arguments.Prompts);
        var report = await AttachQuality.RunAsync(arguments, context.Time, progress, cancellation).ConfigureAwait(false);
        var late = report.Lines.Where(line => line is { IsBound: false, AttachStep: > 0 }).GroupBy(line => line.AttachStep);
        return
        [
            .. late.Select(lines => AddOnRow.Told(
                $"LoRAs attached at step {lines.Key} of {report.InferenceSteps} vs from the start: SSIM", Text(lines), lines.Average(line => line.Similarity))),
            AddOnRow.AtMost(
                "LoRAs attached at their own bound K vs from the start: points the judge loses",
                FormattableString.Invariant($"± {report.LossAtBoundError:0.00}; K of {string.Join(", ", report.Lines.Where(line => line.IsBound).Select(line => $"{line.Lora} {line.AttachStep}"))}"),
                report.LossAtBound, Bar),
        ];
    }

    private static string Text(IEnumerable<AttachQualityLine> lines) => FormattableString.Invariant(
        $"the judge loses {lines.Average(line => line.Loss):0.0} points; {string.Join(", ", lines.Select(line => FormattableString.Invariant($"{line.Lora} {line.Similarity:0.00}")))}");
}
