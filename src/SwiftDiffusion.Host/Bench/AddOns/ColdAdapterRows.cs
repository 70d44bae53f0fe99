using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Host.Output;

namespace SwiftDiffusion.Host.Bench.AddOns;

/// <summary>A request of about three seconds with two LoRAs that a store takes a second to send: begun at once, or after they are there.</summary>
internal sealed class ColdAdapterRows(AddOnContext context)
{
    private const double RequestSeconds = 3, Bar = 1.10;
    private const int Loras = 2, Runs = 3;

    /// <summary>Share of the run that may pass without: 20 of 50 steps, as in Katz's released code.</summary>
    private const double BoundShare = 0.4;

    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    public async Task<List<AddOnRow>> RunAsync(CancellationToken cancellation)
    {
        await using var engine = await context.OpenAsync(1, PlacementPolicy.Local, cancellation).ConfigureAwait(false);
        // As many steps as three seconds hold: the built-in model would be done before anything arrived.
        double step = await engine.SecondsAsync(engine.Request, cancellation).ConfigureAwait(false) / engine.Request.InferenceSteps;
        var request = engine.Request with { InferenceSteps = Math.Clamp((int)(RequestSeconds / step), 10, 900) };
        List<double> without = [], asynchronous = [], blocking = [];
        for (int run = 0; run < Runs; run++)
        {
            without.Add(await engine.SecondsAsync(request, cancellation).ConfigureAwait(false));
            asynchronous.Add(await engine.SecondsAsync(Cold(request, AdapterTiming.Within((int)(request.InferenceSteps * BoundShare))), cancellation).ConfigureAwait(false));
            blocking.Add(await engine.SecondsAsync(Cold(request, AdapterTiming.Exact), cancellation).ConfigureAwait(false));
        }

        double plain = Measurement.Median(without), late = Measurement.Median(asynchronous), waiting = Measurement.Median(blocking);
        return
        [
            AddOnRow.AtMost(
                $"{Loras} LoRAs behind a store of {Delay.TotalSeconds:0} s vs none", $"{Figures.Duration(late)} against {Figures.Duration(plain)}; loading first {Figures.Duration(waiting)}",
                late / plain, Bar),
        ];
    }

    private ImageRequest Cold(ImageRequest request, AdapterTiming timing) =>
        request with { AdapterTiming = timing, Adapters = [.. Enumerable.Range(0, Loras).Select(_ => new AdapterUse(context.Store.Cold(Delay), 0.5f))] };
}
