using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Contracts.Workers;
using SwiftDiffusion.Queue;
using SwiftDiffusion.Queue.Store;

namespace SwiftDiffusion.Worker.Tests;

/// <summary>
/// A worker in a host of its own, over an embedded store and a fake engine. <see cref="StoreTime"/> is the store's clock, by which leases and deadlines go;
/// <see cref="WorkerTime"/> drives the worker's own timers. Only the test moves them.
/// </summary>
internal sealed class RunningWorker : IAsyncDisposable
{
    private readonly IHost _host;
    private bool _isStopped;

    private RunningWorker(IHost host, OpenQueue queue, FakeEngine engine, FakeTimeProvider storeTime, FakeTimeProvider workerTime)
    {
        _host = host;
        Queue = queue;
        Engine = engine;
        StoreTime = storeTime;
        WorkerTime = workerTime;
    }

    public OpenQueue Queue { get; }

    public FakeEngine Engine { get; }

    public FakeTimeProvider StoreTime { get; }

    public FakeTimeProvider WorkerTime { get; }

    public WorkerStatus Status => _host.Services.GetRequiredService<WorkerStatus>();

    public WorkerService Service => _host.Services.GetRequiredService<WorkerService>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<RunningWorker> StartAsync(FakeEngine? engine = null, Action<QueueOptions>? configure = null)
    {
        engine ??= new FakeEngine();
        var options = new QueueOptions { PollInterval = TimeSpan.FromMilliseconds(10) };
        configure?.Invoke(options);
        var storeTime = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var workerTime = new FakeTimeProvider();
        // The claimer's polling goes by real time; so do leases, which are longer than any test.
        var queue = await OpenQueue.OpenAsync(options, QueueClock.Of(storeTime), TimeProvider.System, NullLoggerFactory.Instance);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<TimeProvider>(workerTime);
        builder.Services.AddSwiftDiffusionQueue(queue);
        builder.Services.AddSingleton<IJobEngine>(engine);
        builder.Services.AddSwiftDiffusionWorker(new WorkerOptions { Name = "w" }, new WorkerSetting(DrainsBeforeServer: true));
        var host = builder.Build();
        await host.StartAsync(Token);
        return new RunningWorker(host, queue, engine, storeTime, workerTime);
    }

    /// <summary>Submits a job.</summary>
    public Task<JobId> SubmitAsync(TimeSpan? timeout = null) => SubmitAsync(Samples.Job, timeout);

    /// <summary>Submits a job of one's own.</summary>
    public async Task<JobId> SubmitAsync(GenerationJob job, TimeSpan? timeout = null)
    {
        var submission = new JobSubmission { Id = JobId.At(StoreTime.GetUtcNow()), Job = job, ApiKeyId = "alice", TotalTimeout = timeout };
        return Assert.IsType<Admission.Accepted>(await Queue.Jobs.EnqueueAsync(submission, Token)).Id;
    }

    /// <summary>Waits for the last event of a job, and returns what became of it.</summary>
    public async Task<JobSnapshot> EndOfAsync(JobId id)
    {
        await foreach (var _ in Queue.Events.WatchAsync(id, 0, Token))
        {
        }

        return (await Queue.Jobs.FindAsync(id, Token))!;
    }

    /// <summary>Waits until an event of a kind has happened, and returns it.</summary>
    public async Task<T> EventAsync<T>(JobId id)
        where T : JobEvent => (T)await Queue.Events.WatchAsync(id, 0, Token).FirstAsync(e => e is T, Token);

    /// <summary>Waits until the registry says so of the worker.</summary>
    public async Task<WorkerState> RegisteredAsync(Func<WorkerState, bool> condition)
    {
        while (true)
        {
            var workers = await Queue.Workers.ListAsync(Token);
            if (workers.FirstOrDefault(condition) is { } found)
                return found;
            await Task.Yield();
        }
    }

    public async Task StopAsync()
    {
        _isStopped = true;
        await _host.StopAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isStopped)
        {
            using var impatient = new CancellationTokenSource();
            await impatient.CancelAsync();
            await _host.StopAsync(impatient.Token);
        }

        _host.Dispose();
        await Queue.DisposeAsync();
        Engine.Dispose();
    }
}
