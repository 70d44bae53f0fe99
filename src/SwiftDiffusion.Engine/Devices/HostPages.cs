using System.Runtime.InteropServices;

namespace SwiftDiffusion.Engine.Devices;

/// <summary>Advice to the kernel about mapped pages. It is Linux's; elsewhere nothing happens and the process keeps more memory resident.</summary>
internal static partial class HostPages
{
    /// <summary>MADV_DONTNEED of sys/mman.h.</summary>
    private const int DontNeed = 4;

    /// <summary>Takes pages of a mapped file out of this process; they stay in the page cache, and a later read maps them again.</summary>
    public static void Release(nint mapped, long bytes)
    {
        if (!OperatingSystem.IsLinux())
            return;
        // Whole pages inside the range only: its ends belong to its neighbours too.
        nint page = Environment.SystemPageSize;
        nint start = (mapped + page - 1) / page * page;
        nint end = (mapped + (nint)bytes) / page * page;
        // A refusal costs memory, never correctness.
        if (end > start)
            _ = MemoryAdvise(start, (nuint)(end - start), DontNeed);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MemoryAdvise(nint address, nuint length, int advice);
}
