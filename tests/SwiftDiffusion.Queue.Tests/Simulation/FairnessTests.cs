using SwiftDiffusion.Contracts.Workers;
using SwiftDiffusion.Queue.Tests.Stores;

namespace SwiftDiffusion.Queue.Tests.Simulation;

/// <summary>One key floods the queue, another sends little: what the second waits, on one worker.</summary>
public sealed class FairnessTests(StoreFixture stores) : QueueTests(stores)
{
    private const int Flood = 1000, Few = 10;
    private static readonly TimeSpan Service = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(StoreKind.Embedded, 0)]
    [InlineData(StoreKind.Embedded, 1)]
    [InlineData(StoreKind.Embedded, 999)]
    [InlineData(StoreKind.Redis, 0)]
    [InlineData(StoreKind.Redis, 1)]
    [InlineData(StoreKind.Redis, 999)]
    public async Task A_flood_of_one_key_at_most_doubles_the_wait_of_another(StoreKind kind, int residualMs)
    {
        double empty = Percentile95(await WaitsAsync(kind, flood: 0, TimeSpan.Zero));
        double flooded = Percentile95(await WaitsAsync(kind, Flood, TimeSpan.FromMilliseconds(residualMs)));
        Assert.InRange(flooded / empty, 1, 2);
    }

    /// <summary>Seconds that the few jobs wait when they are sent while a job of the flood has this long still to run.</summary>
    private async Task<List<double>> WaitsAsync(StoreKind kind, int flood, TimeSpan residual)
    {
        await using var test = await OpenAsync(kind);
        var worker = await test.WorkerAsync();
        await Task.WhenAll(Enumerable.Range(0, flood).Select(_ => test.SubmitAsync("flooding")));
        for (int served = 0; served < flood / 50; served++)
            await ServeAsync(test, worker, Service);
        if (residual > TimeSpan.Zero)
        {
            await using var running = await TestQueue.ClaimAsync(worker);
            test.Time.Advance(Service - residual);
            for (int i = 0; i < Few; i++)
                await test.SubmitAsync("few");
            test.Time.Advance(residual);
            await running.CompleteAsync(Samples.Result(), Token);
        }
        else
        {
            for (int i = 0; i < Few; i++)
                await test.SubmitAsync("few");
        }

        var waits = new List<double>();
        while (waits.Count < Few)
        {
            var (key, waited) = await ServeAsync(test, worker, Service);
            if (key == "few")
                waits.Add(waited.TotalSeconds);
        }

        return waits;
    }

    private static async Task<(string Key, TimeSpan Waited)> ServeAsync(TestQueue test, Queue.Claims.JobClaimer worker, TimeSpan service)
    {
        await using var job = await TestQueue.ClaimAsync(worker, WarmSet.Empty);
        test.Time.Advance(service);
        await job.CompleteAsync(Samples.Result(), Token);
        return (job.ApiKeyId, job.Waited);
    }

    /// <summary>The smallest value that 95 of 100 do not exceed.</summary>
    private static double Percentile95(List<double> values) => values.Order().ElementAt((int)Math.Ceiling(0.95 * values.Count) - 1);
}
