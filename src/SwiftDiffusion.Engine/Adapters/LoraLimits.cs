namespace SwiftDiffusion.Engine.Adapters;

/// <summary>What an adapter file may ask of its reader. Adapters come from users and from the network.</summary>
/// <param name="MaxFileSizeBytes">Largest file; half-precision files need twice their size in memory.</param>
/// <param name="MaxRank">Largest rank of a layer.</param>
/// <param name="MaxTensors">Most tensors; the largest LoRAs of SDXL with both text encoders have some three thousand.</param>
public sealed record LoraLimits(long MaxFileSizeBytes, int MaxRank, int MaxTensors = 20_000)
{
    /// <summary>2 GiB and rank 512, four times what SDXL trainers offer as large.</summary>
    public static LoraLimits Default { get; } = new(2L << 30, 512);
}
