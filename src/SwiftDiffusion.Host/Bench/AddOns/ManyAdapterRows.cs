using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Host.Output;

namespace SwiftDiffusion.Host.Bench.AddOns;

/// <summary>A thousand different LoRAs through a host-memory tier of 64 MB: resident memory after the last against that after the first hundred.</summary>
internal sealed class ManyAdapterRows(AddOnContext context)
{
    private const int Count = 1000, Settled = 100;
    private const long TierBytes = 64 << 20;
    private const double Bar = 1.05;

    public async Task<List<AddOnRow>> RunAsync(CancellationToken cancellation)
    {
        await using var engine = await context.OpenAsync(1, PlacementPolicy.Local, cancellation, TierBytes).ConfigureAwait(false);
        var request = engine.Request with { InferenceSteps = 1, GuidanceScale = 1, NoiseScheduler = "ddim" };
        long settled = 0;
        for (int i = 0; i < Count; i++)
        {
            await engine.SecondsAsync(request with { Adapters = [new AdapterUse(Copy(engine.Loras[i % engine.Loras.Length], i), 1)] }, cancellation).ConfigureAwait(false);
            if (i == Settled - 1)
                settled = Resident();
        }

        long end = Resident();
        return
        [
            AddOnRow.AtMost(
                $"{Count} LoRAs through {Figures.Bytes(TierBytes)}: resident memory vs after {Settled}",
                $"{Figures.Bytes(end)} against {Figures.Bytes(settled)}; the tier holds {Figures.Bytes(engine.AdapterBytes)}", (double)end / settled, Bar),
        ];
    }

    /// <summary>The same file under another path is another adapter.</summary>
    private string Copy(string lora, int number)
    {
        string path = Path.Combine(context.Folder, $"many-{number}.safetensors");
        File.CreateSymbolicLink(path, lora);
        return path;
    }

    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return MemoryUse.Now(0).ResidentSizeBytes;
    }
}
