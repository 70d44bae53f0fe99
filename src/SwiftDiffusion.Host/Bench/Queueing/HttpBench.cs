using SwiftDiffusion.Queue;

namespace SwiftDiffusion.Host.Bench.Queueing;

/// <summary>
/// Measures the whole path of a synchronous request but the engine: HTTP, parsing, admission, enqueueing, claim, progress, settlement, answer. Main path: (1) start a
/// server, (2) clients at full speed, (3) requests at a rate, (4) the same rate of health checks.
/// </summary>
internal sealed class HttpBench(OpenQueue queue, QueueBenchArguments arguments, TimeProvider time)
{
    public async Task<HttpFigures> MeasureAsync(CancellationToken cancellation)
    {
        // 1. Start.
        await using var server = await BenchServer.StartAsync(queue, cancellation).ConfigureAwait(false);
        using var client = new BenchClient(server.Address, time);
        await client.WaitUntilReadyAsync(cancellation).ConfigureAwait(false);

        // 2. Full speed; an answer is the end of its job.
        var throughput = await Throughput.MeasureAsync(arguments.Jobs, () => client.GenerateAsync(cancellation), () => Task.CompletedTask, time).ConfigureAwait(false);

        // 3. and 4. At a rate.
        var answered = await LatencyAsync(client.GenerateAsync, cancellation).ConfigureAwait(false);
        var floor = await LatencyAsync(client.AskAsync, cancellation).ConfigureAwait(false);
        return new HttpFigures(throughput, answered, floor);
    }

    private async Task<Percentiles> LatencyAsync(Func<CancellationToken, Task> request, CancellationToken cancellation)
    {
        var loop = new OpenLoop(time, arguments.Rate, arguments.Rate * arguments.LatencySeconds);
        return Percentiles.Of(await loop.RunAsync(
            async due =>
            {
                await request(cancellation).ConfigureAwait(false);
                return time.GetElapsedTime(due).TotalSeconds;
            },
            cancellation).ConfigureAwait(false));
    }
}
