using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Host.Output;

namespace SwiftDiffusion.Host.Bench.AddOns;

/// <summary>Two devices with more requests with a ControlNet than they can do at once: placement by what ends first against both fixed rules, in turns.</summary>
internal sealed class PlacementRows(AddOnContext context)
{
    private const int Clients = 8, PicturesPerClient = 2, Turns = 9;

    /// <summary>Noise of two runs of the same thing; a smaller loss is none.</summary>
    private const double Bar = 1.0, Noise = 0.02;

    public async Task<List<AddOnRow>> RunAsync(CancellationToken cancellation)
    {
        PlacementPolicy[] policies = [PlacementPolicy.Adaptive, PlacementPolicy.Local, PlacementPolicy.Sibling];
        var seconds = policies.ToDictionary(policy => policy, _ => new List<double>());
        var engines = new List<BenchEngine>();
        try
        {
            foreach (var policy in policies)
                engines.Add(await context.OpenAsync(2, policy, cancellation).ConfigureAwait(false));
            // The first turn is not counted: times are learnt in it. Nobody is always first.
            for (int turn = 0; turn <= Turns; turn++)
            {
                for (int i = 0; i < policies.Length; i++)
                {
                    int next = (turn + i) % policies.Length;
                    double took = await SaturateAsync(engines[next], turn, cancellation).ConfigureAwait(false);
                    if (turn > 0)
                        seconds[policies[next]].Add(took);
                }
            }
        }
        finally
        {
            foreach (var engine in engines)
                await engine.DisposeAsync().ConfigureAwait(false);
        }

        double adaptive = Measurement.Median(seconds[PlacementPolicy.Adaptive]);
        double local = Measurement.Median(seconds[PlacementPolicy.Local]), sibling = Measurement.Median(seconds[PlacementPolicy.Sibling]);
        return
        [
            new AddOnRow(
                $"{Clients} clients with a ControlNet on 2 devices: adaptive vs the better rule",
                $"{Figures.Duration(adaptive)} adaptive, {Figures.Duration(local)} always local, {Figures.Duration(sibling)} always on the sibling, for {Clients * PicturesPerClient} pictures",
                Math.Min(local, sibling) / adaptive, $">= {Bar:0} but for {Noise:0 %} of noise", Math.Min(local, sibling) / adaptive >= Bar - Noise),
        ];
    }

    /// <summary>Seconds for all pictures, with one from every client under way until they run out.</summary>
    private async Task<double> SaturateAsync(BenchEngine engine, int turn, CancellationToken cancellation)
    {
        var request = engine.Request with { Controls = [engine.Control] };
        long start = context.Time.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(turn * Clients, Clients).Select(async client =>
        {
            for (int picture = 0; picture < PicturesPerClient; picture++)
                await engine.SecondsAsync(request with { Seed = (ulong)client }, cancellation).ConfigureAwait(false);
        })).ConfigureAwait(false);
        return context.Time.GetElapsedTime(start).TotalSeconds;
    }
}
