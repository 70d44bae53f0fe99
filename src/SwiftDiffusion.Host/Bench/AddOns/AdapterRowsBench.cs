using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Host.Output;

namespace SwiftDiffusion.Host.Bench.AddOns;

/// <summary>Adapters that are in host memory: changing them from request to request, and different ones in the same batch.</summary>
internal sealed class AdapterRowsBench(AddOnContext context)
{
    private const int Runs = 8, Sequences = 4;
    private const double MixedBar = 1.05, LatentBar = 1e-4;

    public async Task<List<AddOnRow>> RunAsync(CancellationToken cancellation)
    {
        await using var engine = await context.OpenAsync(1, PlacementPolicy.Local, cancellation).ConfigureAwait(false);
        var requests = Enumerable.Range(0, Sequences).Select(i => engine.Request with { Adapters = [engine.Lora(i)], Seed = (ulong)i }).ToArray();
        foreach (var request in requests)
            await engine.SecondsAsync(request, cancellation).ConfigureAwait(false);
        return
        [
            .. await SwitchAsync(engine, requests, cancellation).ConfigureAwait(false),
            .. await MixedAsync("", engine, requests, cancellation).ConfigureAwait(false),
            // A core's batch is one guided sequence, so those above take turns. Rows without guidance share evaluations, two of them at the least.
            .. await MixedAsync(" without guidance", engine, [.. requests.Select(request => request with { GuidanceScale = 1 })], cancellation).ConfigureAwait(false),
            await AloneAsync(engine, requests, cancellation).ConfigureAwait(false),
        ];
    }

    private static async Task<AddOnRow[]> SwitchAsync(BenchEngine engine, ImageRequest[] requests, CancellationToken cancellation)
    {
        using var weights = new WeightMeter();
        List<double> same = [], changed = [];
        // Every request twice: the first changes the LoRA, the second does not, so that both sides have all of them.
        foreach (var request in Enumerable.Repeat(requests, Runs / 2).SelectMany(each => each))
        {
            changed.Add(await engine.SecondsAsync(request, cancellation).ConfigureAwait(false));
            same.Add(await engine.SecondsAsync(request, cancellation).ConfigureAwait(false));
        }

        double usual = Measurement.Median(same), step = usual / requests[0].InferenceSteps, added = Measurement.Median(changed.Zip(same, (first, second) => first - second));
        return
        [
            AddOnRow.AtMost(
                "another LoRA than the request before: added latency in steps",
                $"{Figures.Duration(usual + added)} against {Figures.Duration(usual)}; a step is {Figures.Duration(step)}", Math.Max(0, added) / step, 1),
            AddOnRow.AtMost("another LoRA than the request before: bytes of weights copied", $"{changed.Count} switches", weights.Bytes, 0),
        ];
    }

    private static async Task<AddOnRow[]> MixedAsync(string kind, BenchEngine engine, ImageRequest[] requests, CancellationToken cancellation)
    {
        List<double> different = [], same = [], apart = [];
        for (int run = 0; run < Runs; run++)
        {
            different.Add(await engine.SecondsOfAllAsync(requests, cancellation).ConfigureAwait(false));
            same.Add(await engine.SecondsOfAllAsync(requests.Select(request => request with { Adapters = requests[0].Adapters }), cancellation).ConfigureAwait(false));
            double sum = 0;
            foreach (var request in requests)
                sum += await engine.SecondsAsync(request, cancellation).ConfigureAwait(false);
            apart.Add(sum);
        }

        double mixed = Measurement.Median(different);
        return
        [
            AddOnRow.AtMost(
                $"{Sequences} sequences{kind} with {Sequences} LoRAs vs the same LoRA {Sequences} times",
                $"{Figures.Duration(mixed)} against {Figures.Duration(Measurement.Median(same))}", mixed / Measurement.Median(same), MixedBar),
            AddOnRow.AtMost(
                $"{Sequences} sequences{kind} with {Sequences} LoRAs vs one after the other",
                $"{Figures.Duration(mixed)} against {Figures.Duration(Measurement.Median(apart))}", mixed / Measurement.Median(apart), MixedBar),
        ];
    }

    private static async Task<AddOnRow> AloneAsync(BenchEngine engine, ImageRequest[] requests, CancellationToken cancellation)
    {
        var alone = requests.Select(_ => new LatentsRecorder()).ToArray();
        for (int i = 0; i < requests.Length; i++)
            await engine.SecondsAsync(requests[i], cancellation, alone[i]).ConfigureAwait(false);
        var together = requests.Select(_ => new LatentsRecorder()).ToArray();
        await Task.WhenAll(requests.Select((request, i) => engine.SecondsAsync(request, cancellation, together[i]))).ConfigureAwait(false);
        return AddOnRow.AtMost(
            $"{Sequences} LoRAs in a batch vs alone: largest difference of latents", "absolute, after the last step", alone.Zip(together, LatentsRecorder.Difference).Max(), LatentBar);
    }
}
