using SwiftDiffusion.Engine.Denoising;

namespace SwiftDiffusion.Host.Bench.AddOns;

/// <summary>The same request alone, among eight strangers, and on devices that share its steps: largest difference of the latents it ends with.</summary>
internal sealed class DeterminismRows(AddOnContext context)
{
    private const int Strangers = 8;
    private const double Bar = 1e-4;

    public async Task<List<AddOnRow>> RunAsync(CancellationToken cancellation)
    {
        await using var one = await context.OpenAsync(1, PlacementPolicy.Local, cancellation).ConfigureAwait(false);
        await using var two = await context.OpenAsync(2, PlacementPolicy.Adaptive, cancellation).ConfigureAwait(false);
        var request = one.Request with { Adapters = [one.Lora(0), one.Lora(1)], Controls = [one.Control], NoiseScheduler = "euler-ancestral" };
        LatentsRecorder alone = new(), among = new(), shared = new();
        await one.SecondsAsync(request, cancellation, alone).ConfigureAwait(false);
        var strangers = Enumerable.Range(1, Strangers).Select(i => one.SecondsAsync(
            request with { Seed = (ulong)(100 + i), Prompt = $"{i} red stars", InferenceSteps = 10 + i, Adapters = i % 2 == 0 ? [] : [one.Lora(i)], Controls = i % 3 == 0 ? [one.Control] : [] },
            cancellation));
        await Task.WhenAll([one.SecondsAsync(request, cancellation, among), .. strangers]).ConfigureAwait(false);
        await two.SecondsAsync(request, cancellation, shared).ConfigureAwait(false);
        return
        [
            AddOnRow.AtMost($"alone vs among {Strangers} strangers: largest difference of latents", "absolute, after the last step", LatentsRecorder.Difference(alone, among), Bar),
            AddOnRow.AtMost("on one device vs shared by two: largest difference of latents", "absolute, after the last step", LatentsRecorder.Difference(alone, shared), Bar),
        ];
    }
}
