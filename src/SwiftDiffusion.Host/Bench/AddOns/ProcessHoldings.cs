using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SwiftDiffusion.Host.Bench.AddOns;

/// <summary>What this process holds of the system, what is unreachable, and what was freed and kept for later, given back first.</summary>
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
        ReturnFreed();
        using var process = Process.GetCurrentProcess();
        return OperatingSystem.IsLinux()
            ? new ProcessHoldings(process.WorkingSet64, File.ReadLines("/proc/self/maps").Count(), Directory.EnumerateFiles("/proc/self/fd").Count(), process.Threads.Count)
            : new ProcessHoldings(process.WorkingSet64, 0, 0, process.Threads.Count);
    }

    /// <summary>Of glibc, which keeps what native code freed wherever something above it is in use. Other libraries have no such call.</summary>
    private static void ReturnFreed()
    {
        if (NativeLibrary.TryLoad("libc.so.6", out nint library) && NativeLibrary.TryGetExport(library, "malloc_trim", out nint trim))
            Marshal.GetDelegateForFunctionPointer<Trim>(trim)(0);
    }

    private delegate int Trim(nuint keptBytes);
}
