using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SwiftDiffusion.Contracts.Workers;
using SwiftDiffusion.Gateway.Fleet;
using SwiftDiffusion.Gateway.Outbound;
using SwiftDiffusion.Gateway.Registry;
using SwiftDiffusion.Queue;
using SwiftDiffusion.Queue.Claims;
using SwiftDiffusion.Queue.Store;

namespace SwiftDiffusion.Gateway.Tests;

/// <summary>The gateway on a real socket, before a real queue in an embedded store. The test is the worker.</summary>
internal sealed class QueuedGateway : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly JobClaimer _claimer;

    private QueuedGateway(WebApplication app, OpenQueue queue, JobClaimer claimer)
    {
        _app = app;
        _claimer = claimer;
        Queue = queue;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public OpenQueue Queue { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>It beats once, which is to be enough.</summary>
    public static WorkerCapabilities Worker { get; } = new()
    {
        WorkerId = "w1",
        Slots = 1,
        Models = [Samples.Tiny, Samples.Plain],
        Devices = "cpu:0",
        HeartbeatInterval = TimeSpan.FromHours(1),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="configure">The gateway's options.</param>
    /// <param name="time">The gateway's clock; the queue has its own.</param>
    /// <param name="clock">The store's clock.</param>
    /// <param name="resolver">Whom webhooks ask for addresses.</param>
    /// <param name="queue">The queue's options.</param>
    /// <param name="registry">What may be registered.</param>
    /// <param name="hasWorker">Whether a worker is ready.</param>
    public static async Task<QueuedGateway> StartAsync(
        Action<GatewayOptions>? configure = null, TimeProvider? time = null, QueueClock? clock = null, IHostResolver? resolver = null, Action<QueueOptions>? queue = null,
        Action<RegistryOptions>? registry = null, bool hasWorker = true)
    {
        var options = new QueueOptions { WorkerTimeout = TimeSpan.FromHours(1) };
        queue?.Invoke(options);
        var open = await OpenQueue.OpenAsync(options, clock ?? QueueClock.Store, TimeProvider.System, NullLoggerFactory.Instance);
        if (hasWorker)
            await open.Workers.HeartbeatAsync(Worker, new WorkerHeartbeat(WorkerHealth.Ready, 0, WarmSet.Empty), Token);
        var app = Build(open, configure, time, resolver, registry);
        await app.StartAsync(Token);
        return new QueuedGateway(app, open, await open.OpenClaimerAsync(Worker, Token));
    }

    /// <summary>The process is asked to stop.</summary>
    public void Stop() => _app.Lifetime.StopApplication();

    /// <summary>Takes the next job, which must come.</summary>
    public Task<LeasedJob> ClaimAsync() => _claimer.ClaimAsync(() => WarmSet.Empty, Token);

    /// <summary>Takes the next job and makes its pictures.</summary>
    public async Task WorkAsync()
    {
        await using var job = await ClaimAsync();
        await job.CompleteAsync(Samples.Result(job.Job), Token);
    }

    public Task<HttpResponseMessage> PostAsync(string path, string body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, body, headers);

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Client.SendAsync(request, Token);
    }

    /// <summary>Hands in a job that must be accepted.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> SubmitAsync(string body = """{"prompt":"a red house","seed":7}""", params (string Name, string Value)[] headers)
    {
        using var response = await PostAsync("v1/jobs", body, headers);
        Assert.Equal(System.Net.HttpStatusCode.Accepted, response.StatusCode);
        return (await RunningGateway.JsonOf(response)).GetProperty("id").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await _claimer.DisposeAsync();
        await Queue.DisposeAsync();
    }

    private static WebApplication Build(OpenQueue queue, Action<GatewayOptions>? configure, TimeProvider? time, IHostResolver? resolver, Action<RegistryOptions>? registry)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        if (time is not null)
            builder.Services.AddSingleton(time);
        if (resolver is not null)
            builder.Services.AddSingleton(resolver);
        builder.Services.AddSingleton<IPictureService, FakePictureService>();
        builder.Services.AddSingleton<ISeedSource, FixedSeedSource>();
        builder.Services.AddSwiftDiffusionQueue(queue);
        builder.Services.AddQueuedJobs();
        builder.Services.Configure<RegistryOptions>(options => registry?.Invoke(options));
        builder.Services.AddSwiftDiffusionGateway(configure);
        return builder.Build().MapSwiftDiffusion();
    }
}
