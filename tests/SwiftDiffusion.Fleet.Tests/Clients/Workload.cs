using System.Text.Json.Nodes;
using SwiftDiffusion.Fleet.Tests.Processes;

namespace SwiftDiffusion.Fleet.Tests.Clients;

/// <summary>Many clients with a job each: some hand theirs in twice, all follow it to its end.</summary>
internal sealed class Workload : IDisposable
{
    /// <summary>What each chaos test asks for.</summary>
    public const int ChaosJobs = 500;

    /// <summary>Requests that hand in at the same time.</summary>
    private const int Submitters = 16;

    private const int HandedInTwice = 5;

    private readonly SemaphoreSlim _submitting = new(Submitters);
    private int _accepted;
    private int _ended;

    private Workload(JobClient client, IReadOnlyList<TrackedJob> jobs)
    {
        (Client, Jobs) = (client, jobs);
        Done = Task.WhenAll(jobs.Select(RunAsync));
    }

    public JobClient Client { get; }

    public IReadOnlyList<TrackedJob> Jobs { get; }

    /// <summary>Ends when all jobs have.</summary>
    public Task Done { get; }

    /// <summary>Begins with so many small jobs.</summary>
    public static Workload Start(int count, params ServerProcess[] gateways) => Start(Enumerable.Range(0, count).Select(seed => Body(seed, steps: 2)), gateways);

    public static Workload Start(IEnumerable<JsonObject> bodies, params ServerProcess[] gateways) =>
        new(new JobClient([.. gateways.Select(gateway => gateway.Address)]), [.. bodies.Select((body, i) => new TrackedJob($"key-{i}", body))]);

    /// <summary>A small picture.</summary>
    public static JsonObject Body(int seed, int steps) =>
        new() { ["prompt"] = "a red house", ["seed"] = seed, ["size"] = "64x64", ["num_inference_steps"] = steps, ["timeout_seconds"] = 600 };

    /// <summary>Waits until so many jobs are accepted.</summary>
    public Task AcceptedAsync(int count) => ReachedAsync($"{count} jobs accepted", () => _accepted >= count);

    /// <summary>Waits until so many jobs have ended.</summary>
    public Task EndedAsync(int count) => ReachedAsync($"{count} jobs ended", () => _ended >= count);

    /// <summary>Waits until all jobs have ended.</summary>
    public async Task EndedAsync()
    {
        try
        {
            await Done.WaitAsync(Patience.Longest, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            var open = Jobs.Where(job => job.Events.Count == 0 || !job.End.IsEnd).ToArray();
            throw new TimeoutException($"{open.Length} of {Jobs.Count} jobs have not ended, such as {open[0].Key} {open[0].Id}: {string.Join(", ", open[0].Events.Select(e => e.Kind))}");
        }
    }

    public void Dispose()
    {
        _submitting.Dispose();
        Client.Dispose();
    }

    private async Task ReachedAsync(string what, Func<bool> isReached)
    {
        await Patience.UntilAsync(what, () => Task.FromResult(Done.IsFaulted || isReached()));
        if (Done.IsFaulted)
            await Done;
    }

    private async Task RunAsync(TrackedJob job, int index)
    {
        await _submitting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            await job.SubmitAsync(Client, isTwice: index % HandedInTwice == 0);
            Interlocked.Increment(ref _accepted);
        }
        finally
        {
            _submitting.Release();
        }

        await job.FollowAsync(Client);
        Interlocked.Increment(ref _ended);
    }
}
