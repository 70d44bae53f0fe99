using Microsoft.ML.OnnxRuntime;

namespace SwiftDiffusion.Engine.Devices;

/// <summary>How ONNX Runtime prepares a graph; the defaults are what docs/benchmarks.md measured as best.</summary>
/// <param name="Optimization">
/// Graph rewriting at session creation. The highest level is unfit: its layout pass reads weights from the file as if they were single precision.
/// </param>
/// <param name="Prepacks">
/// Whether weights are packed for the matrix kernels: steps 3 to 7 % faster for one more copy of the matrices and, at the size of Stable Diffusion 1.5,
/// seconds at creation.
/// </param>
/// <param name="AllowsSpinning">Whether idle threads burn their core for a moment before they sleep.</param>
/// <param name="BlocksChannels">Whether convolutions on a CPU run on blocked channels, rewritten by this project instead of that layout pass.</param>
/// <param name="ProfilePrefix">Beginning of the path of ONNX Runtime's own time records, one per graph, written when its session is disposed; null for none.</param>
public sealed record SessionSettings(GraphOptimizationLevel Optimization, bool Prepacks, bool AllowsSpinning, bool BlocksChannels, string? ProfilePrefix = null)
{
    public static SessionSettings Default { get; } = new(GraphOptimizationLevel.ORT_ENABLE_EXTENDED, Prepacks: false, AllowsSpinning: true, BlocksChannels: true);
}
