using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Contracts.Workers;
using SwiftDiffusion.Host.Tests.Clients;
using SwiftDiffusion.Queue;
using SwiftDiffusion.Queue.Store;
using SwiftDiffusion.Testing.Stores;

namespace SwiftDiffusion.Host.Tests.Serving;

/// <summary>A gateway as a process of its own over a store; the test is the worker, and all the clients.</summary>
public sealed class EventStreamsTests
{
    private const int Streams = 1_000;

    /// <summary>So many that the store writes for several of them at once.</summary>
    private const int Workers = 32;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly ModelInfo Model = new()
    {
        Id = "tiny",
        Created = DateTimeOffset.UnixEpoch,
        Kind = "sd1",
        DefaultWidth = 64,
        DefaultHeight = 64,
        DefaultInferenceSteps = 20,
        DefaultGuidanceScale = 7,
        DefaultNoiseScheduler = "ddim",
        NoiseSchedulers = ["ddim"],
        Loras = [],
        ControlNets = [],
    };

    /// <summary>It says once that it is there, and is counted on for as long as the test may take.</summary>
    private static readonly WorkerCapabilities Worker = new() { WorkerId = "test", Slots = 1, Models = [Model], HeartbeatInterval = TimeSpan.FromHours(1) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(ClientServers.Stores), MemberType = typeof(ClientServers))]
    public async Task A_thousand_streams_at_once_hear_the_end_of_their_jobs(StoreKind kind)
    {
        Assert.SkipWhen(kind == StoreKind.Redis && RedisServer.Program is null, RedisServer.Missing);
        using var folder = new TemporaryFolder();
        using var redis = kind == StoreKind.Redis ? await RedisServer.StartAsync() : null;
        var options = new QueueOptions { WorkerTimeout = TimeSpan.FromHours(1), BlobFolder = folder.File("blobs") };
        (options.Store, options.DataFolder) = redis is null ? (QueueOptions.Embedded, folder.Path) : (redis.Address, null);
        await using var queue = await OpenQueue.OpenAsync(options, QueueClock.Store, TimeProvider.System, NullLoggerFactory.Instance);
        await queue.Workers.HeartbeatAsync(Worker, new WorkerHeartbeat(WorkerHealth.Ready, 0, WarmSet.Empty), Cancellation);
        await using var gateway = ServerProcess.Start(
            [new("SWIFTDIFFUSION_Queue__WorkerTimeout", "01:00:00"), new("SWIFTDIFFUSION_Queue__BlobFolder", options.BlobFolder)],
            "serve", "--role", "gateway", "--urls", "http://127.0.0.1:0", "--store", redis?.Address ?? $"unix:{folder.Path}/store/store.sock");
        using var client = new HttpClient { BaseAddress = await gateway.ReadyAsync(Cancellation), Timeout = Timeout.InfiniteTimeSpan };
        long before = gateway.MemoryBytes;

        var ids = await Task.WhenAll(Enumerable.Range(0, Streams).Select(_ => SubmitAsync(queue)));
        var listening = new ConcurrentBag<JobId>();
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var streams = ids.Select(id => ListenAsync(client, id, () => Note(listening, id, all))).ToArray();
        // No stream ends before there is any work; one that does ends the wait.
        await Task.WhenAny([all.Task, .. streams]).WaitAsync(Patience, Cancellation);
        long with = gateway.MemoryBytes;
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => WorkAsync(queue, worker)));

        Assert.Equal(ids.Select(id => ("completed", (string?)$"{id}")), await Task.WhenAll(streams).WaitAsync(Patience, Cancellation));
        TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: {Streams} streams, gateway {before >> 20} MB before, {with >> 20} MB with them, {gateway.MemoryBytes >> 20} MB after");
    }

    private static async Task<JobId> SubmitAsync(OpenQueue queue)
    {
        var job = new GenerationJob { Model = Model.Id, Prompt = "x", Width = 64, Height = 64, InferenceSteps = 2, GuidanceScale = 1, Seed = 1 };
        var submission = new JobSubmission { Id = JobId.At(TimeProvider.System.GetUtcNow()), Job = job, ApiKeyId = "anonymous" };
        return Assert.IsType<Admission.Accepted>(await queue.Jobs.EnqueueAsync(submission, Cancellation)).Id;
    }

    private static void Note(ConcurrentBag<JobId> listening, JobId id, TaskCompletionSource all)
    {
        listening.Add(id);
        if (listening.Count == Streams)
            all.TrySetResult();
    }

    /// <returns>The last event, and the job it tells of.</returns>
    private static async Task<(string Event, string? Job)> ListenAsync(HttpClient client, JobId id, Action onFirst)
    {
        using var response = await client.GetAsync($"v1/jobs/{id}/events", HttpCompletionOption.ResponseHeadersRead, Cancellation);
        var last = ("", (string?)null);
        bool isFirst = true;
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(Cancellation)).EnumerateAsync(Cancellation))
        {
            if (isFirst)
                onFirst();
            isFirst = false;
            last = (item.EventType, JsonElement.Parse(item.Data).TryGetProperty("id", out var job) ? job.GetString() : null);
        }

        return last;
    }

    private static async Task WorkAsync(OpenQueue queue, int worker)
    {
        await using var claimer = await queue.OpenClaimerAsync(Worker with { WorkerId = $"test{worker}" }, Cancellation);
        while (await claimer.TryClaimAsync(WarmSet.Empty, Cancellation) is { } job)
        {
            await using (job)
            {
                await job.StepAsync(0, 1, 2, null, Cancellation);
                await job.CompleteAsync(new GenerationResult([new GeneratedImage(new byte[] { 1, 2, 3 }, "image/png", 1, "")], new GenerationTimings()), Cancellation);
            }
        }
    }
}
