using System.Text.Json;
using SwiftDiffusion.Fleet.Tests.Processes;

namespace SwiftDiffusion.Fleet.Tests.Clients;

/// <summary>
/// What holds after anything: every accepted job has ended once, completed with its picture or failed with a reason; its end was seen once, live and in a
/// replay; one key is one job, also when asked again; nothing is left over.
/// </summary>
internal static class Invariants
{
    /// <summary>Checks all of them; the jobs must have ended.</summary>
    /// <returns>How the jobs ended.</returns>
    public static async Task<Outcome> CheckAsync(TestFleet fleet, Workload workload)
    {
        Assert.Equal(workload.Jobs.Count, workload.Jobs.Select(job => job.Id).Distinct().Count());
        var attempts = await Task.WhenAll(workload.Jobs.Select(job => CheckAsync(workload.Client, job)));
        string[] again = await Task.WhenAll(workload.Jobs.Select(job => workload.Client.SubmitAsync(job.Key, job.Body)));
        Assert.Equal(workload.Jobs.Select(job => job.Id), again);

        int completed = workload.Jobs.Count(job => job.End.Kind == "completed");
        await using var queue = await fleet.OpenQueueAsync();
        var totals = await queue.Jobs.TotalsAsync(TestContext.Current.CancellationToken);
        Assert.Equal((0, 0, completed, workload.Jobs.Count - completed, 0), (totals.Waiting, totals.Running, totals.Completed, totals.Failed, totals.Cancelled));
        Assert.Empty(totals.Keys);
        return new Outcome(completed, workload.Jobs.Count - completed, attempts.Count(count => count > 1));
    }

    private static async Task<int> CheckAsync(JobClient client, TrackedJob job)
    {
        AssertOneEnd(job.Events);
        var replay = new List<SeenEvent>();
        await foreach (var seen in client.EventsAsync(job.Id))
            replay.Add(seen);
        AssertOneEnd(replay);
        Assert.Equal(job.End.Sequence, replay[^1].Sequence);

        // The end tells the job as it is.
        var state = replay[^1].Data;
        int attempts = state.GetProperty("attempts").GetInt32();
        Assert.Equal(job.End.Kind, state.GetProperty("status").GetString());
        Assert.InRange(attempts, 1, TestFleet.MaxAttempts);
        // Each start but the last ended in the line again.
        Assert.Equal(replay.Count(e => e.Kind == "started") - 1, replay.Count(e => e.Kind == "retried"));
        if (job.End.Kind == "completed")
            await AssertPictureAsync(client, state);
        else
            AssertReason(state);
        return attempts;
    }

    private static void AssertOneEnd(IReadOnlyList<SeenEvent> events)
    {
        long[] sequence = [.. events.Select(e => e.Sequence).OfType<long>()];
        Assert.Equal(sequence.Distinct().Order(), sequence);
        Assert.Same(events[^1], Assert.Single(events, e => e.IsEnd));
    }

    private static async Task AssertPictureAsync(JobClient client, JsonElement state)
    {
        byte[] picture = await client.GetBytesAsync(Assert.Single(state.GetProperty("images").EnumerateArray()).GetProperty("url").GetString()!.TrimStart('/'));
        Assert.Equal("PNG"u8, picture.AsSpan(1, 3));
    }

    private static void AssertReason(JsonElement state)
    {
        var error = state.GetProperty("error");
        Assert.All(["code", "message"], name => Assert.NotEmpty(error.GetProperty(name).GetString()!));
    }

    /// <param name="Completed">Jobs with a picture.</param>
    /// <param name="Failed">Jobs with a reason instead.</param>
    /// <param name="TriedAgain">Jobs that took more than one attempt.</param>
    internal sealed record Outcome(int Completed, int Failed, int TriedAgain);
}
