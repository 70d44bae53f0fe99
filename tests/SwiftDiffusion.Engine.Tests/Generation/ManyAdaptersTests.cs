using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.Tests.Adapters.Store;
using SwiftDiffusion.Testing;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Generation;

/// <summary>Alone in the process while it runs, since it looks at the process's memory.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class ProcessMemory;

[Collection<ProcessMemory>]
public sealed class ManyAdaptersTests
{
    private const long TierSizeBytes = 64 << 20;
    private const int Adapters = 1000, UntilFull = 200, PictureEvery = 4;

    /// <summary>A leak of what a picture attaches, or of what a load reads, would be several times this much.</summary>
    private const long AllowanceBytes = 40 << 20;

    [Fact]
    public async Task A_thousand_LoRAs_pass_through_a_tier_of_64_megabytes_and_leave_nothing_behind()
    {
        using var folder = new TemporaryFolder();
        await using var world = new TinyWorldEngine(options => options.MemorySizeBytes = TierSizeBytes);
        long full = 0;
        for (int i = 0; i < Adapters; i++)
        {
            string path = folder.File($"{i}.safetensors");
            await File.WriteAllBytesAsync(path, TinyWorldLoras.Scaled(1 + (i / 1000f)), CancellationToken.None);
            await UseAsync(world, path, isDrawn: i % PictureEvery == 0);
            File.Delete(path);
            Assert.InRange(world.Tiers.HeldBytes, 1, TierSizeBytes);
            if (i == UntilFull)
                full = ResidentBytes();
        }

        Assert.Equal(0, world.Tiers.Pins);
        Assert.InRange(world.Tiers.HeldBytes, TierSizeBytes - TinyWorldLoras.SizeBytes("pastel"), TierSizeBytes);
        Assert.InRange(ResidentBytes() - full, long.MinValue, AllowanceBytes);
    }

    private static async Task UseAsync(TinyWorldEngine world, string path, bool isDrawn)
    {
        var use = new AdapterUse(path, 1);
        if (isDrawn)
            await world.RunAsync(TinyWorldEngine.Request with { Width = 32, Height = 32, InferenceSteps = 1, Adapters = [use] });
        else
            (await world.Engine.Adapters.AcquireAsync(use.Name, use.Source, null, CancellationToken.None)).Dispose();
    }

    /// <summary>Managed and native memory, what is unreachable taken back first.</summary>
    private static long ResidentBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Environment.WorkingSet;
    }
}
