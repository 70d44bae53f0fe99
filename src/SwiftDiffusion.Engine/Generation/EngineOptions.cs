using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Engine.Denoising;

namespace SwiftDiffusion.Engine.Generation;

/// <summary>How an engine uses its devices.</summary>
public sealed record EngineOptions
{
    public static EngineOptions Default { get; } = new();

    /// <summary>Where the parts of a step run.</summary>
    public PlacementPolicy Placement { get; init; } = PlacementPolicy.Adaptive;

    /// <summary>Which residuals of ControlNets serve a step, where a request does not say.</summary>
    public BranchMode BranchMode { get; init; } = BranchMode.Exact;

    /// <summary>
    /// Whether LoRAs are written into the weights before the first step, as today's common workflow does, to compare with: requests wait for them whatever they ask.
    /// The pictures are the same; devices of this machine take LoRAs as inputs all the same, which is quicker, emulated ones take the time of the writing.
    /// </summary>
    public bool PatchesAdapters { get; init; }

    /// <summary>Bytes of ControlNet weights that may lie in the memory of a device; CPU devices have the host's together.</summary>
    public long ControlNetBudgetBytes { get; init; } = 8L << 30;

    /// <summary>Where adapters come from, shared with other models; null for tiers of the engine's own with the usual options.</summary>
    public AdapterTiers? Adapters { get; init; }

    /// <summary>Told of what went wrong and cost no request: a branch that failed on a sibling, a load in the background.</summary>
    public Action<EngineTrouble>? OnTrouble { get; init; }
}

/// <summary>Something that went wrong and cost no request.</summary>
/// <param name="What">What it was, with the device.</param>
/// <param name="Failure">Why.</param>
public sealed record EngineTrouble(string What, Exception Failure);
