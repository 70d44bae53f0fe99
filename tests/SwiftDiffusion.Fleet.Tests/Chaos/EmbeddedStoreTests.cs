using System.Text.Json.Nodes;
using SwiftDiffusion.Fleet.Tests.Clients;
using SwiftDiffusion.Fleet.Tests.Processes;

namespace SwiftDiffusion.Fleet.Tests.Chaos;

public sealed class EmbeddedStoreTests
{
    [Fact]
    public async Task A_server_with_its_store_inside_is_killed_and_started_again()
    {
        await using var fleet = TestFleet.Embedded();
        var server = await fleet.StartAllAsync();
        await server.ReadyAsync();
        using var workload = Workload.Start(Workload.ChaosJobs, server);

        await workload.EndedAsync(100);
        await server.Process.KillAsync();
        await server.StartAsync();
        await workload.EndedAsync();

        var outcome = await Invariants.CheckAsync(fleet, workload);
        Assert.True(outcome.TriedAgain > 0, "the server was killed between jobs");
    }

    [Fact]
    public async Task Real_pictures_are_the_same_after_a_crash_in_the_middle()
    {
        await using var fleet = TestFleet.Embedded();
        var server = await fleet.StartAllAsync("cpu");
        await server.ReadyAsync();
        JsonObject[] bodies = [.. Enumerable.Range(0, 8).Select(i => Workload.Body(seed: i / 2, steps: 8))];
        using var workload = Workload.Start(bodies, server);

        await workload.EndedAsync(2);
        await server.Process.KillAsync();
        await server.StartAsync();
        await workload.EndedAsync();

        Assert.Equal(bodies.Length, (await Invariants.CheckAsync(fleet, workload)).Completed);
        byte[][] pictures = await Task.WhenAll(workload.Jobs.Select(job => workload.Client.GetBytesAsync($"v1/jobs/{job.Id}/images/0")));
        Assert.All(pictures.Chunk(2), pair => Assert.Equal(pair[0], pair[1]));
        Assert.NotEqual(pictures[0], pictures[^1]);
    }
}
