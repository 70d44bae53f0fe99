using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Contracts.Workers;
using SwiftDiffusion.Queue.Claims;
using SwiftDiffusion.Queue.Store;
using SwiftDiffusion.Testing;

namespace SwiftDiffusion.Queue.Tests.Stores;

/// <summary>
/// A queue on one of the stores. <see cref="Time"/> is the store's clock and <see cref="ProcessTime"/> drives the timers of this process, renewals of leases
/// among them; only the test moves them. A worker whose process time stands still is a worker that hangs.
/// </summary>
public sealed class TestQueue : IAsyncDisposable
{
    private readonly List<JobClaimer> _claimers = [];
    private readonly TemporaryFolder _blobs;

    private TestQueue(OpenQueue queue, FakeTimeProvider time, FakeTimeProvider processTime, TemporaryFolder blobs)
    {
        Queue = queue;
        Time = time;
        ProcessTime = processTime;
        _blobs = blobs;
    }

    public OpenQueue Queue { get; }

    public FakeTimeProvider Time { get; }

    public FakeTimeProvider ProcessTime { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<TestQueue> OpenAsync(StoreFixture stores, StoreKind kind, Action<QueueOptions>? configure = null) =>
        OpenAsync(stores.AddressOf(kind), stores.NextName(), configure);

    public static async Task<TestQueue> OpenAsync(string address, string name, Action<QueueOptions>? configure = null)
    {
        var blobs = new TemporaryFolder();
        var options = new QueueOptions { Store = address, Name = name, BlobFolder = blobs.Path };
        configure?.Invoke(options);
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var processTime = new FakeTimeProvider();
        // On a busy machine a store may answer late; a question is then asked again, for which no test moves the clock.
        var queue = await OpenQueue.OpenAsync(options, QueueClock.Of(time), processTime, TimeProvider.System, NullLoggerFactory.Instance);
        return new TestQueue(queue, time, processTime, blobs);
    }

    public JobSubmission Submission(string key = "alice", GenerationJob? job = null) =>
        new() { Id = JobId.At(Time.GetUtcNow()), Job = job ?? Samples.Job(), ApiKeyId = key };

    /// <summary>Submits a job that must be accepted.</summary>
    public async Task<JobId> SubmitAsync(JobSubmission submission) =>
        Assert.IsType<Admission.Accepted>(await Queue.Jobs.EnqueueAsync(submission, Token)).Id;

    public Task<JobId> SubmitAsync(string key = "alice", GenerationJob? job = null) => SubmitAsync(Submission(key, job));

    public async Task<JobClaimer> WorkerAsync(string id = "w1", params string[] models) => Keep(await Queue.OpenClaimerAsync(Samples.Worker(id, models), Token));

    /// <summary>A worker whose models come and go.</summary>
    public async Task<JobClaimer> WorkerAsync(string id, Func<IEnumerable<string>> models) => Keep(await Queue.OpenClaimerAsync(id, models, Token));

    /// <summary>Claims a job that must be there.</summary>
    public static async Task<LeasedJob> ClaimAsync(JobClaimer claimer, WarmSet? warm = null)
    {
        var job = await claimer.TryClaimAsync(warm ?? WarmSet.Empty, Token);
        Assert.NotNull(job);
        return job;
    }

    public async Task<JobSnapshot> FindAsync(JobId id)
    {
        var snapshot = await Queue.Jobs.FindAsync(id, Token);
        Assert.NotNull(snapshot);
        return snapshot;
    }

    public async Task<JobEvent[]> EventsAsync(JobId id) => [.. await Queue.Events.ReplayAsync(id, 0, Token)];

    /// <summary>Large blobs that are there now.</summary>
    public string[] BlobFiles() => Directory.GetFiles(_blobs.Path, "*", SearchOption.AllDirectories);

    /// <summary>Somebody deletes all large blobs.</summary>
    public void LoseBlobs()
    {
        foreach (string file in BlobFiles())
            File.Delete(file);
    }

    private JobClaimer Keep(JobClaimer claimer)
    {
        _claimers.Add(claimer);
        return claimer;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var claimer in _claimers)
            await claimer.DisposeAsync();
        await Queue.DisposeAsync();
        _blobs.Dispose();
    }
}
