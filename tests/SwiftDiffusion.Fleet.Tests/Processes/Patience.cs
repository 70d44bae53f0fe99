namespace SwiftDiffusion.Fleet.Tests.Processes;

/// <summary>How long tests wait for what must happen. Long, as the machine may be busy; nothing is slower for it when all is well.</summary>
internal static class Patience
{
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(120);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Looks until a condition holds.</summary>
    /// <exception cref="TimeoutException">It does not; the message says what was waited for.</exception>
    public static async Task UntilAsync(string what, Func<Task<bool>> holds)
    {
        long start = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(Interval);
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(start) > Longest)
                throw new TimeoutException($"Not within {Longest}: {what}.");
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits for a task that must end.</summary>
    /// <exception cref="TimeoutException">It does not; the message says which.</exception>
    public static async Task<T> ForAsync<T>(string what, Task<T> task)
    {
        try
        {
            return await task.WaitAsync(Longest, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"Not within {Longest}: {what}.", e);
        }
    }
}
