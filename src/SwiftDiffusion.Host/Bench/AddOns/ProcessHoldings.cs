using System.Diagnostics;

namespace SwiftDiffusion.Host.Bench.AddOns;

/// <summary>What this process holds of the system, what is unreachable given back first.</summary>
/// <param name="ResidentBytes">Physical memory.</param>
/// <param name="MappedRanges">Lines of the kernel's memory map; 0 where there is none to read.</param>
/// <param name="OpenFiles">File descriptors; 0 where they cannot be listed.</param>
/// <param name="Threads">Threads.</param>
internal sealed record ProcessHoldings(long ResidentBytes, int MappedRanges, int OpenFiles, int Threads)
{
    public int Handles => MappedRanges + OpenFiles + Threads;

    public string HandlesText => $"{MappedRanges} mapped ranges, {OpenFiles} files, {Threads} threads";

    public static ProcessHoldings Now()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var process = Process.GetCurrentProcess();
        return OperatingSystem.IsLinux()
            ? new ProcessHoldings(process.WorkingSet64, File.ReadLines("/proc/self/maps").Count(), Directory.EnumerateFiles("/proc/self/fd").Count(), process.Threads.Count)
            : new ProcessHoldings(process.WorkingSet64, 0, 0, process.Threads.Count);
    }
}
