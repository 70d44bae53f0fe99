using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Host.Output;

namespace SwiftDiffusion.Host.Bench.AddOns;

/// <summary>Two devices with more requests with a ControlNet than they can do at once: placement by what ends first against both fixed rules, in turns.</summary>
internal sealed class PlacementRows(AddOnContext context)
{
    private const int Clients = 8, Turns = 3;

    /// <summary>Noise of two runs of the same thing; a smaller loss is none.</summary>
    private const double Bar = 1.0, Noise = 0.02;

    public async Task<List<AddOnRow>> RunAsync(CancellationToken cancellation)
    {
        PlacementPolicy[] policies = [PlacementPolicy.Adaptive, PlacementPolicy.Local, PlacementPolicy.Sibling];
        var seconds = policies.ToDictionary(policy => policy, _ => new List<double>());
        for (int turn = 0; turn < Turns; turn++)
        {
            foreach (var policy in policies)
            {
                await using var engine = await context.OpenAsync(2, policy, cancellation).ConfigureAwait(false);
                var request = engine.Request with { Controls = [engine.Control] };
                seconds[policy].Add(await engine.SecondsOfAllAsync(Enumerable.Range(0, Clients).Select(i => request with { Seed = (ulong)i }), cancellation).ConfigureAwait(false));
            }
        }

        double adaptive = seconds[PlacementPolicy.Adaptive].Min(), local = seconds[PlacementPolicy.Local].Min(), sibling = seconds[PlacementPolicy.Sibling].Min();
        return
        [
            new AddOnRow(
                $"{Clients} requests with a ControlNet on 2 devices: adaptive vs the better rule",
                $"{Figures.Duration(adaptive)} adaptive, {Figures.Duration(local)} always local, {Figures.Duration(sibling)} always on the sibling",
                Math.Min(local, sibling) / adaptive, $">= {Bar:0} but for {Noise:0 %} of noise", Math.Min(local, sibling) / adaptive >= Bar - Noise),
        ];
    }
}
