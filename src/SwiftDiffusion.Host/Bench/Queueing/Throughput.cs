namespace SwiftDiffusion.Host.Bench.Queueing;

/// <summary>What clients get through that begin their next job when the last one is done.</summary>
/// <param name="Jobs">Of all clients.</param>
/// <param name="JobsPerSecond">From the first to the end of the last.</param>
/// <param name="MemoryBytes">Physical memory of this process after each tenth of the jobs.</param>
internal sealed record Throughput(int Jobs, double JobsPerSecond, IReadOnlyList<long> MemoryBytes)
{
    private const int Clients = 16, Parts = 10;

    /// <param name="jobs">About how many; every client makes the same number.</param>
    /// <param name="job">One of them.</param>
    /// <param name="settle">Returns when everything that was begun has ended; after each tenth.</param>
    /// <param name="time">Measures.</param>
    public static async Task<Throughput> MeasureAsync(int jobs, Func<Task> job, Func<Task> settle, TimeProvider time)
    {
        int each = Math.Max(1, jobs / Parts / Clients);
        var memory = new List<long>();
        long start = time.GetTimestamp();
        for (int part = 0; part < Parts; part++)
        {
            await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => RepeatAsync(job, each))).ConfigureAwait(false);
            await settle().ConfigureAwait(false);
            memory.Add(MemoryUse.Now(0).ResidentSizeBytes);
        }

        int made = each * Clients * Parts;
        return new Throughput(made, made / time.GetElapsedTime(start).TotalSeconds, memory);
    }

    private static async Task RepeatAsync(Func<Task> job, int count)
    {
        for (int i = 0; i < count; i++)
            await job().ConfigureAwait(false);
    }
}
