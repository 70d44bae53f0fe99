using System.Runtime.InteropServices;

namespace SwiftDiffusion.Engine.Devices;

/// <summary>Which cores threads of this process run on. It is Linux's; elsewhere nothing happens and the system places threads.</summary>
internal static partial class HostThreads
{
    /// <summary>Cores that fit the kernel's usual set, CPU_SETSIZE of sched.h.</summary>
    public const int MaxCores = 1024;

    private const int Words = MaxCores / 64;

    /// <summary>Cores the calling thread may run on; empty where that is not told.</summary>
    public static IReadOnlyList<int> AllowedCores()
    {
        if (!OperatingSystem.IsLinux())
            return [];
        Span<ulong> mask = stackalloc ulong[Words];
        if (GetAffinity(0, Words * sizeof(ulong), mask) < 0)
            return [];
        var cores = new List<int>();
        for (int core = 0; core < MaxCores; core++)
        {
            if ((mask[core / 64] >> (core % 64) & 1) != 0)
                cores.Add(core);
        }

        return cores;
    }

    /// <summary>Keeps the calling thread on one core. A refusal costs time, never correctness.</summary>
    public static void PinTo(int core)
    {
        if (!OperatingSystem.IsLinux())
            return;
        Span<ulong> mask = stackalloc ulong[Words];
        mask.Clear();
        mask[core / 64] = 1UL << (core % 64);
        _ = SetAffinity(0, Words * sizeof(ulong), mask);
    }

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static partial int GetAffinity(int thread, nuint bytes, Span<ulong> mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int thread, nuint bytes, ReadOnlySpan<ulong> mask);
}
