using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Host.Commands;
using SwiftDiffusion.Queue;
using SwiftDiffusion.Queue.Store;

namespace SwiftDiffusion.Host.Bench.Queueing;

/// <summary>
/// Measures the queue with jobs that take no time. Main path: (1) open it, under a name of its own, with its files in a temporary folder, (2) throughput
/// with submitters and workers at full speed, (3) latency at a rate, (4) both with a gateway before it and requests over HTTP, (5) claims before backlogs of
/// growing size.
/// </summary>
internal sealed class QueueBench(OpenQueue queue, QueueBenchArguments arguments, TimeProvider time)
{
    private const int Submitters = 16, Workers = 4, TimedClaims = 300;

    private readonly SampleWork _work = new(time);

    public static async Task<QueueBenchReport> RunAsync(QueueBenchArguments arguments, TimeProvider time, CancellationToken cancellation)
    {
        // 1. Open.
        string folder = Directory.CreateTempSubdirectory("swiftdiffusion").FullName;
        try
        {
            var options = new QueueOptions
            {
                Store = arguments.Store,
                Name = $"bench-{Guid.NewGuid():N}",
                DataFolder = folder,
                MaxBacklog = 0,
                ResultTtl = TimeSpan.FromSeconds(5),
            };
            await using var queue = await OpenAsync(options, time).ConfigureAwait(false);
            return await new QueueBench(queue, arguments, time).MeasureAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<OpenQueue> OpenAsync(QueueOptions options, TimeProvider time)
    {
        try
        {
            return await OpenQueue.OpenAsync(options, QueueClock.Store, time, NullLoggerFactory.Instance).ConfigureAwait(false);
        }
        catch (FormatException e)
        {
            throw new CommandException($"--store: {e.Message}", e);
        }
    }

    private async Task<QueueBenchReport> MeasureAsync(CancellationToken cancellation)
    {
        var throughput = await ThroughputAsync(cancellation).ConfigureAwait(false);
        var latencies = await LatencyAsync(cancellation).ConfigureAwait(false);
        // 4. Over HTTP.
        var http = await new HttpBench(queue, arguments, time).MeasureAsync(cancellation).ConfigureAwait(false);
        var claims = new List<ClaimTime>();
        for (int pending = 100; pending <= arguments.MaxPending; pending *= 10)
            claims.Add(await ClaimsAsync(pending, cancellation).ConfigureAwait(false));
        return new QueueBenchReport(
            arguments.Store,
            throughput.Jobs,
            throughput.JobsPerSecond,
            throughput.MemoryBytes,
            arguments.Rate,
            Percentiles.Of(latencies.Select(latency => latency.Accepted)),
            Percentiles.Of(latencies.Select(latency => latency.Claimed)),
            Percentiles.Of(latencies.Select(latency => latency.Completed)),
            http,
            claims);
    }

    /// <summary>2. As many jobs as the queue takes, ended ones being forgotten as they expire, as in a server.</summary>
    private async Task<Throughput> ThroughputAsync(CancellationToken cancellation)
    {
        await using var workers = await StartWorkersAsync(_ => { }).ConfigureAwait(false);
        using var isOver = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var maintenance = MaintainAsync(isOver.Token);
        try
        {
            return await Throughput.MeasureAsync(arguments.Jobs, () => queue.Jobs.EnqueueAsync(_work.Next(), cancellation), () => SettleAsync(cancellation), time)
                .ConfigureAwait(false);
        }
        finally
        {
            await isOver.CancelAsync().ConfigureAwait(false);
            await maintenance.ConfigureAwait(false);
        }
    }

    private async Task SettleAsync(CancellationToken cancellation)
    {
        while ((await queue.Jobs.TotalsAsync(cancellation).ConfigureAwait(false)) is { Waiting: > 0 } or { Running: > 0 })
            await Task.Delay(TimeSpan.FromMilliseconds(5), time, cancellation).ConfigureAwait(false);
    }

    private async Task MaintainAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(queue.Options.MaintenanceInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
                await queue.Maintenance.RunAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The jobs are done.
        }
    }

    private async Task SubmitAsync(int count, CancellationToken cancellation)
    {
        for (int i = 0; i < count; i++)
            await queue.Jobs.EnqueueAsync(_work.Next(), cancellation).ConfigureAwait(false);
    }

    /// <summary>3. Each job has a client that waits for its end.</summary>
    private async Task<IReadOnlyList<Latency>> LatencyAsync(CancellationToken cancellation)
    {
        var claimed = new ConcurrentDictionary<JobId, long>();
        await using var workers = await StartWorkersAsync(id => claimed[id] = time.GetTimestamp()).ConfigureAwait(false);
        var loop = new OpenLoop(time, arguments.Rate, arguments.Rate * arguments.LatencySeconds);
        return await loop.RunAsync(due => RequestAsync(claimed, due, cancellation), cancellation).ConfigureAwait(false);
    }

    private async Task<Latency> RequestAsync(ConcurrentDictionary<JobId, long> claimed, long due, CancellationToken cancellation)
    {
        var submission = _work.Next();
        await queue.Jobs.EnqueueAsync(submission, cancellation).ConfigureAwait(false);
        var accepted = time.GetElapsedTime(due);
        await foreach (var _ in queue.Events.WatchAsync(submission.Id, 1, cancellation).ConfigureAwait(false))
        {
            // Until its end.
        }

        return new Latency(accepted.TotalSeconds, time.GetElapsedTime(due, claimed[submission.Id]).TotalSeconds, time.GetElapsedTime(due).TotalSeconds);
    }

    /// <summary>5. Claims one after the other; what is claimed is completed, and the backlog filled up beforehand.</summary>
    private async Task<ClaimTime> ClaimsAsync(int pending, CancellationToken cancellation)
    {
        long missing = pending + TimedClaims - (await queue.Jobs.TotalsAsync(cancellation).ConfigureAwait(false)).Waiting;
        await Task.WhenAll(Enumerable.Range(0, Submitters).Select(i => SubmitAsync((int)(missing / Submitters) + (i < missing % Submitters ? 1 : 0), cancellation)))
            .ConfigureAwait(false);
        await using var claimer = await queue.OpenClaimerAsync(SampleWork.Worker("timed"), cancellation).ConfigureAwait(false);
        var seconds = new List<double>();
        for (int i = 0; i < TimedClaims; i++)
        {
            long start = time.GetTimestamp();
            await using var job = await claimer.TryClaimAsync(SampleWork.Warm, cancellation).ConfigureAwait(false)
                ?? throw new InvalidOperationException("The backlog is empty.");
            seconds.Add(time.GetElapsedTime(start).TotalSeconds);
            await job.CompleteAsync(SampleWork.Result, cancellation).ConfigureAwait(false);
        }

        return new ClaimTime(pending, Percentiles.Of(seconds));
    }

    private async Task<WorkerGroup> StartWorkersAsync(Action<JobId> onClaim) =>
        new(await Task.WhenAll(Enumerable.Range(0, Workers).Select(i => BenchWorker.StartAsync(queue, $"w{i}", onClaim))).ConfigureAwait(false));

    private sealed record Latency(double Accepted, double Claimed, double Completed);

    private sealed class WorkerGroup(BenchWorker[] workers) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            foreach (var worker in workers)
                await worker.DisposeAsync().ConfigureAwait(false);
        }
    }
}
