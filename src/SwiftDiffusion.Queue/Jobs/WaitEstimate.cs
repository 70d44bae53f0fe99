namespace SwiftDiffusion.Queue.Jobs;

/// <summary>How long a job will likely wait.</summary>
internal static class WaitEstimate
{
    /// <summary>
    /// The jobs before it and, on average, half of each running one, spread over the slots: (position - 1) / slots x pace + pace / 2. An idle fleet
    /// (position within the free slots) starts at once.
    /// </summary>
    /// <param name="position">Place in line, from 1.</param>
    /// <param name="pace">Mean time that a job runs.</param>
    /// <param name="slots">Jobs that can run at the same time.</param>
    /// <param name="free">How many of them are free.</param>
    public static TimeSpan Of(int position, TimeSpan pace, int slots, int free) =>
        position <= free ? TimeSpan.Zero : pace * ((double)(position - free - 1) / slots) + pace / 2;
}
