using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Host.Output;

namespace SwiftDiffusion.Host.Bench.AddOns;

/// <summary>
/// A thousand different LoRAs through a host-memory tier of 64 MB: what the process holds after the last against after the first two hundred, when the tier is
/// full: resident memory, mapped ranges, open files and threads.
/// </summary>
internal sealed class ManyAdapterRows(AddOnContext context)
{
    private const int Count = 1000, Settled = 200;
    private const long TierBytes = 64 << 20;
    private const double Bar = 1.05;

    public async Task<List<AddOnRow>> RunAsync(CancellationToken cancellation)
    {
        await using var engine = await context.OpenAsync(1, PlacementPolicy.Local, cancellation, TierBytes).ConfigureAwait(false);
        var request = engine.Request with { InferenceSteps = 1, GuidanceScale = 1, NoiseScheduler = "ddim" };
        var settled = ProcessHoldings.Now();
        for (int i = 0; i < Count; i++)
        {
            await engine.SecondsAsync(request with { Adapters = [new AdapterUse(Copy(engine.Loras[i % engine.Loras.Length], i), 1)] }, cancellation).ConfigureAwait(false);
            if (i == Settled - 1)
                settled = ProcessHoldings.Now();
        }

        var end = ProcessHoldings.Now();
        string what = $"{Count} LoRAs through {Figures.Bytes(TierBytes)}: ";
        return
        [
            AddOnRow.AtMost(
                $"{what}resident memory vs after {Settled}",
                $"{Figures.Bytes(end.ResidentBytes)} against {Figures.Bytes(settled.ResidentBytes)}; the tier holds {Figures.Bytes(engine.AdapterBytes)}",
                (double)end.ResidentBytes / settled.ResidentBytes, Bar),
            AddOnRow.AtMost($"{what}native handles vs after {Settled}", $"{end.HandlesText} against {settled.HandlesText}", (double)end.Handles / settled.Handles, Bar),
        ];
    }

    /// <summary>The same file under another path is another adapter.</summary>
    private string Copy(string lora, int number)
    {
        string path = Path.Combine(context.Folder, $"many-{number}.safetensors");
        File.CreateSymbolicLink(path, lora);
        return path;
    }
}
