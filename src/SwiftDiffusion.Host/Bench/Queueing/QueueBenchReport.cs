using SwiftDiffusion.Host.Output;

namespace SwiftDiffusion.Host.Bench.Queueing;

/// <summary>Everything <c>bench queue</c> measured.</summary>
/// <param name="Store">Where the queue was.</param>
/// <param name="Jobs">Jobs of the throughput run.</param>
/// <param name="JobsPerSecond">From the first submission to the last end, with jobs that take no time.</param>
/// <param name="MemoryBytes">Physical memory of this process after each tenth of that run.</param>
/// <param name="Rate">Jobs a second of the latency run.</param>
/// <param name="Accepted">There: from the moment a job was due to acceptance.</param>
/// <param name="Claimed">From then until a worker has the job.</param>
/// <param name="Completed">From then until a waiting client hears of the end: the overhead of the queue.</param>
/// <param name="Http">The same with a gateway before the queue.</param>
/// <param name="Claims">One claim, by how many jobs wait.</param>
internal sealed record QueueBenchReport(
    string Store,
    int Jobs,
    double JobsPerSecond,
    IReadOnlyList<long> MemoryBytes,
    int Rate,
    Percentiles Accepted,
    Percentiles Claimed,
    Percentiles Completed,
    HttpFigures Http,
    IReadOnlyList<ClaimTime> Claims) : IReport
{
    public void Write(TextWriter output)
    {
        output.WriteLine($"queue on {Store}: {Jobs} jobs that take no time, {JobsPerSecond:0} jobs/s");
        output.WriteLine($"memory after each tenth: {string.Join(", ", MemoryBytes.Select(Figures.Bytes))}");
        output.WriteLine($"over HTTP: {Http.Throughput.Jobs} pictures that take no time, {Http.Throughput.JobsPerSecond:0} requests/s");
        output.WriteLine($"memory after each tenth: {string.Join(", ", Http.Throughput.MemoryBytes.Select(Figures.Bytes))}");
        output.WriteLine();
        var latency = new TextTable($"at {Rate} jobs/s, from when it was due to", "p50", "p99", "max", "jobs");
        foreach (var (name, times) in new[] { ("acceptance", Accepted), ("claim", Claimed), ("completion heard", Completed), ("picture over HTTP", Http.Answered), ("health check over HTTP", Http.Floor) })
            latency.Add(name, Figures.Duration(times.P50Seconds), Figures.Duration(times.P99Seconds), Figures.Duration(times.MaxSeconds), $"{times.Count}");
        latency.Write(output);
        output.WriteLine();
        var claims = new TextTable("jobs waiting", "claim p50", "claim p99", "claims");
        foreach (var claim in Claims)
            claims.Add($"{claim.Pending}", Figures.Duration(claim.Times.P50Seconds), Figures.Duration(claim.Times.P99Seconds), $"{claim.Times.Count}");
        claims.Write(output);
    }
}
