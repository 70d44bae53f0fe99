using System.Runtime.Versioning;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Contracts.Workers;
using SwiftDiffusion.Queue.Claims;
using SwiftDiffusion.Queue.Store;
using SwiftDiffusion.Testing;

namespace SwiftDiffusion.Queue.Tests.Store;

/// <summary>What the embedded store's folder remembers.</summary>
public sealed class EmbeddedStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Jobs_in_every_state_are_there_after_a_restart()
    {
        Dictionary<JobState, JobId> ids;
        await using (var queue = await OpenAsync(_folder.File("data")))
            ids = await FillAsync(queue);
        await CheckAsync(_folder.File("data"), ids);
    }

    [Fact]
    public async Task What_was_acknowledged_is_on_disk_when_the_process_is_killed()
    {
        await using var queue = await OpenAsync(_folder.File("data"));
        var ids = await FillAsync(queue);
        await CheckAsync(LeftBehind(_folder.File("data")), ids);
    }

    [Fact]
    public async Task A_checkpoint_and_what_came_after_it_are_recovered_together()
    {
        await using var queue = await OpenAsync(_folder.File("data"));
        var before = Submission();
        await queue.Jobs.EnqueueAsync(before, Token);
        await SaveAsync();
        await queue.Jobs.CancelAsync(before.Id, Token);
        var after = Submission();
        await queue.Jobs.EnqueueAsync(after, Token);

        await using var again = await OpenAsync(LeftBehind(_folder.File("data")));
        Assert.Equal(JobState.Cancelled, (await again.Jobs.FindAsync(before.Id, Token))?.State);
        Assert.Equal((JobState.Queued, 1), ((await again.Jobs.FindAsync(after.Id, Token))?.State, (await again.Jobs.FindAsync(after.Id, Token))?.Position));
    }

    [Fact]
    public async Task A_folder_belongs_to_one_store()
    {
        await using var queue = await OpenAsync(_folder.File("data"));
        var error = await Assert.ThrowsAsync<IOException>(() => OpenAsync(_folder.File("data")));
        Assert.Contains("used by another process", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Its_socket_is_for_this_user_only()
    {
        await using var queue = await OpenAsync(_folder.File("data"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.File("data", "store", "store.sock")));
    }

    [Fact]
    public async Task A_path_too_long_for_a_socket_is_no_obstacle()
    {
        await using var queue = await OpenAsync(_folder.File(new string('x', 120)));
        await queue.Jobs.EnqueueAsync(Submission(), Token);
        Assert.Equal(1, (await queue.Jobs.TotalsAsync(Token)).Waiting);
    }

    [Fact]
    public async Task Without_a_folder_nothing_is_kept()
    {
        await using (var queue = await OpenAsync(null))
            await queue.Jobs.EnqueueAsync(Submission(), Token);
        await using var again = await OpenAsync(null);
        Assert.Equal(0, (await again.Jobs.TotalsAsync(Token)).Waiting);
    }

    /// <summary>Takes a checkpoint, as the store does by itself when its log has grown.</summary>
    private async Task SaveAsync()
    {
        var address = StoreAddress.Parse($"unix:{_folder.File("data", "store", "store.sock")}");
        address.AllowAdmin = true;
        await using var connection = await ConnectionMultiplexer.ConnectAsync(address);
        await connection.GetDatabase().ExecuteAsync("SAVE");
    }

    /// <summary>What a killed process leaves behind: its files as they are at this moment.</summary>
    private string LeftBehind(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) is not ("lock" or "store.sock")))
        {
            string copy = Path.Combine(_folder.File("left behind"), Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return _folder.File("left behind");
    }

    private async Task<OpenQueue> OpenAsync(string? folder)
    {
        var options = new QueueOptions { DataFolder = folder, MaxStoredBlobSizeBytes = 8 };
        return await OpenQueue.OpenAsync(options, QueueClock.Of(_time), new FakeTimeProvider(), TimeProvider.System, NullLoggerFactory.Instance);
    }

    /// <summary>One job in each state; the failed one is a dead letter.</summary>
    private async Task<Dictionary<JobState, JobId>> FillAsync(OpenQueue queue)
    {
        await using var worker = await queue.OpenClaimerAsync(Samples.Worker("w1"), Token);
        var completed = await StartAsync(queue, worker);
        await completed.CompleteAsync(Samples.Result(), Token);
        var failed = await StartAsync(queue, worker);
        await failed.FailAsync(new JobFailure(FailureCode.Internal, "A bug."), Token);
        var running = await StartAsync(queue, worker);
        var cancelled = Submission();
        await queue.Jobs.EnqueueAsync(cancelled, Token);
        await queue.Jobs.CancelAsync(cancelled.Id, Token);
        var queued = Submission();
        await queue.Jobs.EnqueueAsync(queued, Token);
        return new()
        {
            [JobState.Completed] = completed.Id,
            [JobState.Failed] = failed.Id,
            [JobState.Running] = running.Id,
            [JobState.Cancelled] = cancelled.Id,
            [JobState.Queued] = queued.Id,
        };
    }

    private async Task<LeasedJob> StartAsync(OpenQueue queue, JobClaimer worker)
    {
        await queue.Jobs.EnqueueAsync(Submission(), Token);
        var job = await worker.TryClaimAsync(WarmSet.Empty, Token);
        Assert.NotNull(job);
        return job;
    }

    /// <summary>All is as it was, and goes on: the lost worker's job comes back, and both waiting jobs are done.</summary>
    private async Task CheckAsync(string folder, Dictionary<JobState, JobId> ids)
    {
        await using var queue = await OpenAsync(folder);
        foreach (var (state, id) in ids)
            Assert.Equal(state, (await queue.Jobs.FindAsync(id, Token))?.State);
        Assert.Equal(Samples.Result().Images[0].Content.ToArray(), (await queue.Jobs.FindResultAsync(ids[JobState.Completed], Token))!.Images[0].Content.ToArray());
        Assert.Equal(ids[JobState.Failed], (await queue.DeadLetters.ListAsync(5, Token)).Single().Id);
        Assert.Equal(3, (await queue.Events.ReplayAsync(ids[JobState.Completed], 0, Token)).Count);

        _time.Advance(queue.Options.LeaseDuration);
        await queue.Maintenance.RunAsync(Token);
        await using var worker = await queue.OpenClaimerAsync(Samples.Worker("w2"), Token);
        var left = new HashSet<JobId>();
        while (await worker.TryClaimAsync(WarmSet.Empty, Token) is { } job)
        {
            left.Add(job.Id);
            await job.CompleteAsync(Samples.Result(), Token);
        }

        Assert.Equal([ids[JobState.Running], ids[JobState.Queued]], left);
        var totals = await queue.Jobs.TotalsAsync(Token);
        Assert.Equal((0, 0, 3, 1, 1), (totals.Waiting, totals.Running, totals.Completed, totals.Failed, totals.Cancelled));
    }

    private JobSubmission Submission() => new() { Id = JobId.At(_time.GetUtcNow()), Job = Samples.Job(controlNets: ["c"]), ApiKeyId = "alice" };
}
