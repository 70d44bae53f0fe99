using System.Diagnostics.Metrics;
using SwiftDiffusion.Contracts.Workers;
using SwiftDiffusion.Queue;
using SwiftDiffusion.Queue.Jobs;
using SwiftDiffusion.Queue.Store;
using SwiftDiffusion.Worker;

namespace SwiftDiffusion.Host.Telemetry;

/// <summary>
/// The queue's figures as gauges, asked from the store every so often: what waits is read there, not reckoned from what this process has seen. Every process
/// reports the whole queue, so dashboards take the maximum, not the sum. While the store is away they are absent rather than old.
/// </summary>
internal sealed class QueueFigures : BackgroundService
{
    public const string Name = "SwiftDiffusion.Queue";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly OpenQueue _queue;
    private readonly TimeProvider _time;
    private readonly ILogger<QueueFigures> _log;
    private volatile Seen? _seen;

    public QueueFigures(OpenQueue queue, IMeterFactory meters, TimeProvider time, ILogger<QueueFigures> log)
    {
        (_queue, _time, _log) = (queue, time, log);
        var meter = meters.Create(Name);
        Gauge("swiftdiffusion.queue.open_jobs", "{job}", "Jobs that wait or run", seen => seen.Totals.Waiting + seen.Totals.Running);
        Gauge("swiftdiffusion.queue.waiting_jobs", "{job}", "Jobs in line", seen => seen.Totals.Waiting);
        Gauge("swiftdiffusion.queue.running_jobs", "{job}", "Jobs under lease", seen => seen.Totals.Running);
        Gauge("swiftdiffusion.queue.ready_workers", "{worker}", "Workers that take jobs", seen => seen.ReadyWorkers);
        Gauge("swiftdiffusion.queue.slots", "{job}", "Jobs that ready workers can work on at once", seen => seen.Slots);
        ByKey("swiftdiffusion.queue.key.waiting_jobs", "Jobs of an API key in line", key => key.Waiting);
        ByKey("swiftdiffusion.queue.key.running_jobs", "Jobs of an API key under lease", key => key.Running);

        void Gauge(string name, string unit, string description, Func<Seen, long> value) => meter.CreateObservableGauge(
            name, () => _seen is { } seen ? [new Measurement<long>(value(seen))] : Array.Empty<Measurement<long>>(), unit, description);

        // Keys are named by operators, so they are few. One without open jobs is absent.
        void ByKey(string name, string description, Func<KeyTotals, long> value) => meter.CreateObservableGauge(
            name, () => _seen is { } seen ? seen.Totals.Keys.Select(key => new Measurement<long>(value(key), new KeyValuePair<string, object?>(WorkerTelemetry.KeyTag, key.ApiKeyId))) : [],
            "{job}", description);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        do
            await LookAsync(stoppingToken).ConfigureAwait(false);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        try
        {
            var totals = await _queue.Jobs.TotalsAsync(stopping).ConfigureAwait(false);
            var workers = await _queue.Workers.ListAsync(stopping).ConfigureAwait(false);
            var ready = workers.Where(worker => worker.Heartbeat.Health is WorkerHealth.Ready or WorkerHealth.Slow).ToArray();
            _seen = new Seen(totals, ready.Length, ready.Sum(worker => worker.Capabilities.Slots));
        }
        catch (StoreUnavailableException e)
        {
            if (_seen is not null)
                Log.FiguresUnknown(_log, e.Message);
            _seen = null;
        }
    }

    private sealed record Seen(QueueTotals Totals, long ReadyWorkers, long Slots);
}
