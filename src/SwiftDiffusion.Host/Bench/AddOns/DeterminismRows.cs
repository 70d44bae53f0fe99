using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Generation;

namespace SwiftDiffusion.Host.Bench.AddOns;

/// <summary>The same request alone, among eight strangers, on other devices, and on devices that share its steps: largest difference of the latents it ends with.</summary>
internal sealed class DeterminismRows(AddOnContext context)
{
    private const int Strangers = 8;
    private const double Bar = 1e-4;

    public async Task<List<AddOnRow>> RunAsync(CancellationToken cancellation)
    {
        await using var one = await context.OpenAsync(1, PlacementPolicy.Local, cancellation).ConfigureAwait(false);
        var request = one.Request with { Adapters = [one.Lora(0), one.Lora(1)], Controls = [one.Control], NoiseScheduler = "euler-ancestral" };
        LatentsRecorder alone = new(), among = new();
        await one.SecondsAsync(request, cancellation, alone).ConfigureAwait(false);
        var strangers = Enumerable.Range(1, Strangers).Select(i => one.SecondsAsync(
            request with { Seed = (ulong)(100 + i), Prompt = $"{i} red stars", InferenceSteps = 10 + i, Adapters = i % 2 == 0 ? [] : [one.Lora(i)], Controls = i % 3 == 0 ? [one.Control] : [] },
            cancellation));
        await Task.WhenAll([one.SecondsAsync(request, cancellation, among), .. strangers]).ConfigureAwait(false);

        var cores = CoreSet.OfProcess;
        var last = await ElsewhereAsync(request, [DeviceSpec.On(cores.Split(cores.Count).Last())], cancellation).ConfigureAwait(false);
        var all = await ElsewhereAsync(request, [DeviceSpec.On(cores)], cancellation).ConfigureAwait(false);
        var shared = await ElsewhereAsync(request, [.. cores.Split(cores.Count).Select(DeviceSpec.On)], cancellation).ConfigureAwait(false);
        return
        [
            Row($"alone vs among {Strangers} strangers", alone, among),
            Row("on the first core vs on the last", alone, last),
            Row("on one core vs on a device of all cores", alone, all),
            Row("on one core vs shared by devices of one core each", alone, shared),
        ];
    }

    private async Task<LatentsRecorder> ElsewhereAsync(ImageRequest request, DeviceSpec[] specs, CancellationToken cancellation)
    {
        await using var engine = await context.OpenAsync(specs, PlacementPolicy.Adaptive, cancellation).ConfigureAwait(false);
        var recorder = new LatentsRecorder();
        await engine.SecondsAsync(request, cancellation, recorder).ConfigureAwait(false);
        return recorder;
    }

    private static AddOnRow Row(string what, LatentsRecorder one, LatentsRecorder other) => AddOnRow.AtMost(
        $"{what}: largest difference of latents", "absolute, after the last step", LatentsRecorder.Difference(one, other), Bar);
}
