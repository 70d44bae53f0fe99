using System.Diagnostics;

namespace SwiftDiffusion.Host.Bench;

/// <summary>Physical memory of this process.</summary>
/// <param name="ResidentSizeBytes">Now.</param>
/// <param name="PeakSizeBytes">At most so far.</param>
/// <param name="WeightsSizeBytes">The model's weights as single-precision numbers, for comparison.</param>
internal sealed record MemoryUse(long ResidentSizeBytes, long PeakSizeBytes, long WeightsSizeBytes)
{
    public static MemoryUse Now(long parameters)
    {
        using var process = Process.GetCurrentProcess();
        return new MemoryUse(process.WorkingSet64, process.PeakWorkingSet64, parameters * sizeof(float));
    }
}
