using System.Runtime.InteropServices;

namespace SwiftDiffusion.Engine.Devices.Emulation;

/// <summary>
/// Waits to an instant, exactly to some ten microseconds where the system can: timers of .NET count milliseconds, and at a time scale of 100 a step of a GPU takes
/// less than one. It is Linux's; elsewhere, and with any other clock than the system's, the clock's own timers wait.
/// </summary>
internal static partial class ExactWait
{
    private const int Monotonic = 1, AbsoluteTime = 1, Interrupted = 4, SetTimerSlack = 29;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Some tens of microseconds of a wake-up and what the host does between two steps, which is half a millisecond where cores are shared.</summary>
    private static readonly TimeSpan ExactSlack = TimeSpan.FromMilliseconds(1);

    /// <summary>The same with timers that count milliseconds.</summary>
    private static readonly TimeSpan TimerSlack = TimeSpan.FromMilliseconds(4);

    /// <summary>Shorter waits end in the time that it takes to begin them.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMicroseconds(50);

    /// <summary>From here on a millisecond does not matter, and a timer needs no thread.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(20);

    [ThreadStatic]
    private static bool _isThreadExact;

    /// <summary>The longest pause between two pieces of work that is no idleness.</summary>
    public static TimeSpan Slack(TimeProvider time) => IsExact(time) ? ExactSlack : TimerSlack;

    /// <summary>Waits, on the calling thread, until the clock's timestamp is reached.</summary>
    public static void Until(TimeProvider time, long timestamp)
    {
        if (IsExact(time))
        {
            SleepUntil(timestamp);
            return;
        }

        var rest = time.GetElapsedTime(time.GetTimestamp(), timestamp);
        if (rest > TimeSpan.Zero)
            Task.Delay(rest, time).GetAwaiter().GetResult();
    }

    /// <summary>Waits for a duration without keeping the caller's thread.</summary>
    public static Task ForAsync(TimeProvider time, TimeSpan duration, CancellationToken cancellation)
    {
        if (!IsExact(time) || duration >= Longest)
            return Task.Delay(duration, time, cancellation);
        long until = time.GetTimestamp() + (long)duration.TotalNanoseconds;
        return duration < Shortest ? Task.CompletedTask : Task.Run(() => SleepUntil(until), cancellation);
    }

    /// <summary>The system's timestamps are the nanoseconds of this very clock.</summary>
    private static bool IsExact(TimeProvider time) => time == TimeProvider.System && OperatingSystem.IsLinux() && time.TimestampFrequency == NanosecondsPerSecond;

    private static void SleepUntil(long nanoseconds)
    {
        if (!_isThreadExact)
            _isThreadExact = SetThread(SetTimerSlack, 1) == 0;
        var instant = new Instant(nanoseconds / NanosecondsPerSecond, nanoseconds % NanosecondsPerSecond);
        while (Sleep(Monotonic, AbsoluteTime, in instant, 0) == Interrupted)
        {
            // A signal of the runtime's; the instant stays.
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    private static partial int Sleep(int clock, int flags, in Instant instant, nint rest);

    /// <summary>By default the kernel may be fifty microseconds late to wake others at the same time.</summary>
    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int SetThread(int option, nuint value);

    /// <summary>timespec of time.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Instant(long Seconds, long Nanoseconds);
}
