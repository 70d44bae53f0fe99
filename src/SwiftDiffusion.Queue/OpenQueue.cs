using SwiftDiffusion.Contracts.Workers;
using SwiftDiffusion.Queue.AddOns;
using SwiftDiffusion.Queue.Blobs;
using SwiftDiffusion.Queue.Claims;
using SwiftDiffusion.Queue.Events;
using SwiftDiffusion.Queue.Jobs;
using SwiftDiffusion.Queue.Maintenance;
using SwiftDiffusion.Queue.Store;
using SwiftDiffusion.Queue.Webhooks;
using SwiftDiffusion.Queue.Workers;

namespace SwiftDiffusion.Queue;

/// <summary>
/// A queue that is open in this process: its store, embedded or elsewhere, the connection to it, and everything one can do with it. Nothing runs in
/// the background but what a <see cref="JobClaimer"/> or a watch began.
/// </summary>
public sealed class OpenQueue : IAsyncDisposable
{
    private readonly EmbeddedStore? _embedded;
    private readonly StoreConnection _store;
    private readonly BlobHome _home;
    private readonly JobPayloads _payloads;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    private OpenQueue(QueueOptions options, EmbeddedStore? embedded, StoreConnection store, TimeProvider time, ILoggerFactory loggers)
    {
        Options = options;
        _embedded = embedded;
        _store = store;
        _time = time;
        _logger = loggers.CreateLogger<OpenQueue>();
        _home = BlobHome.Of(options);
        var blobs = new JobBlobs(store, _home.Store, options.MaxStoredBlobSizeBytes);
        _payloads = new JobPayloads(blobs);
        Workers = new WorkerRegistry(store, options.WorkerTimeout, time);
        Jobs = new JobQueue(store, _payloads, Workers, options);
        DeadLetters = new DeadLetters(store, Jobs);
        Events = new JobEvents(store, options.PollInterval, time);
        Webhooks = new WebhookOutbox(store);
        AddOns = new AddOnRegistry(store, new AddOnContents(store, _home.Store), options.LeaseDuration, time);
        Maintenance = new QueueMaintenance(store, blobs, options, loggers.CreateLogger<QueueMaintenance>());
    }

    public QueueOptions Options { get; }

    public JobQueue Jobs { get; }

    public JobEvents Events { get; }

    public DeadLetters DeadLetters { get; }

    public WorkerRegistry Workers { get; }

    public WebhookOutbox Webhooks { get; }

    public AddOnRegistry AddOns { get; }

    public QueueMaintenance Maintenance { get; }

    /// <summary>Opens the queue; an embedded store is started, and recovers what its folder holds.</summary>
    /// <param name="options">Valid options.</param>
    /// <param name="clock">Whose time leases and deadlines go by.</param>
    /// <param name="time">Timers of this process.</param>
    /// <param name="loggers">Where it logs.</param>
    /// <exception cref="FormatException">The store's address cannot be read.</exception>
    public static Task<OpenQueue> OpenAsync(QueueOptions options, QueueClock clock, TimeProvider time, ILoggerFactory loggers) =>
        OpenAsync(options, clock, time, patience: time, loggers);

    /// <summary>The same, with another clock for <paramref name="patience"/> with a store that is away: who moves time by hand does not know when it is.</summary>
    internal static async Task<OpenQueue> OpenAsync(QueueOptions options, QueueClock clock, TimeProvider time, TimeProvider patience, ILoggerFactory loggers)
    {
        var embedded = options.Store == QueueOptions.Embedded ? EmbeddedStore.Start(StoreFolder(options), loggers) : null;
        try
        {
            var address = StoreAddress.Parse(embedded?.SocketAddress ?? options.Store);
            var settings = new StoreSettings(options.Name, clock, options.StorePatience, embedded?.Log);
            var store = await StoreConnection.OpenAsync(address, settings, patience, loggers.CreateLogger<StoreConnection>());
            return new OpenQueue(options, embedded, store, time, loggers);
        }
        catch when (embedded is not null)
        {
            await embedded.DisposeAsync();
            throw;
        }
    }

    /// <summary>Begins to work for the queue, on the same models for good. The worker is listed once it heartbeats.</summary>
    public Task<JobClaimer> OpenClaimerAsync(WorkerCapabilities worker, CancellationToken cancellationToken) =>
        OpenClaimerAsync(worker.WorkerId, () => worker.Models.Select(model => model.Id), cancellationToken);

    /// <summary>Begins to work for the queue.</summary>
    /// <param name="workerId">Unique among the workers.</param>
    /// <param name="models">Ids of the models it serves at the moment of asking for a job.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    public Task<JobClaimer> OpenClaimerAsync(string workerId, Func<IEnumerable<string>> models, CancellationToken cancellationToken) =>
        JobClaimer.OpenAsync(_store, _payloads, Options, workerId, models, _time, _logger, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        if (_embedded is not null)
            await _embedded.DisposeAsync();
        _home.Dispose();
    }

    private static string? StoreFolder(QueueOptions options) => options.DataFolder is null ? null : Path.Combine(options.DataFolder, "store");
}
