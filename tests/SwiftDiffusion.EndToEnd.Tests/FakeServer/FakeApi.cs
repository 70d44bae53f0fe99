using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SwiftDiffusion.Gateway.Playground;

namespace SwiftDiffusion.EndToEnd.Tests.FakeServer;

/// <summary>
/// The jobs API without an engine, and the real pages. Nothing happens by itself: the test takes each job and decides what becomes of it, so
/// that states which are rare in life (long queues, slow LoRAs, broken connections, refusals) are there when they are looked at.
/// </summary>
internal sealed class FakeApi : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;
    private readonly Channel<FakeJob> _accepted = Channel.CreateUnbounded<FakeJob>();
    private readonly List<FakeJob> _jobs = [];

    private FakeApi(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>The key that requests must carry; null for none.</summary>
    public string? Key { get; set; }

    /// <summary>Answers posted jobs instead of accepting them, while it is not null.</summary>
    public Func<IResult>? Refusal { get; set; }

    /// <summary>What <c>GET /v1/status</c> answers.</summary>
    public JsonNode Status { get; set; } = FakeBodies.Status();

    /// <summary>The last body posted to <c>/v1/control-images</c>.</summary>
    public JsonElement LastControlImage { get; private set; }

    /// <summary>What <c>GET /v1/models</c> answers.</summary>
    public JsonNode Models { get; set; } = FakeBodies.Models();

    /// <summary>The PNG that <c>/v1/control-images</c> answers with.</summary>
    public byte[] Edges { get; set; } = FakePictures.Png(99);

    public static async Task<FakeApi> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var fake = new FakeApi(app);
        fake.Map();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return fake;
    }

    /// <summary>The next job that is posted.</summary>
    /// <exception cref="TimeoutException">The page posts none.</exception>
    public Task<FakeJob> NextJobAsync() => _accepted.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private void Map()
    {
        _app.MapPlayground();
        var api = _app.MapGroup("/v1").AddEndpointFilter((context, next) =>
            Key is null || context.HttpContext.Request.Headers.Authorization == $"Bearer {Key}"
                ? next(context)
                : ValueTask.FromResult<object?>(FakeBodies.Problem(401, "invalid_api_key", "Incorrect API key provided.")));
        api.MapGet("/models", () => Json(Models));
        api.MapGet("/noise-schedulers", () => Json(FakeBodies.NoiseSchedulers()));
        api.MapGet("/status", () => Json(Status));
        api.MapPost("/control-images", (JsonElement body) =>
        {
            LastControlImage = body.Clone();
            return Json(new JsonObject { ["image"] = $"data:image/png;base64,{Convert.ToBase64String(Edges)}" });
        });
        api.MapPost("/jobs", Post);
        api.MapGet("/jobs", () => Json(FakeBodies.List(_jobs.Select(job => job.Body).Reverse())));
        api.MapGet("/jobs/{id}", (string id) => Results.Text(Find(id).Body, "application/json"));
        api.MapDelete("/jobs/{id}", (string id) =>
        {
            Find(id).Cancel();
            return Results.Text(Find(id).Body, "application/json");
        });
        api.MapGet("/jobs/{id}/images/{index:int}", (string id, int index) => Results.Bytes(Find(id).Files[index], "image/png"));
        api.MapGet("/jobs/{id}/events", StreamAsync);
    }

    private static IResult Json(JsonNode body) => Results.Text(body.ToJsonString(), "application/json");

    private FakeJob Find(string id) => _jobs.Single(job => job.Id == id);

    private IResult Post(JsonElement body)
    {
        if (Refusal is { } refusal)
            return refusal();
        var job = new FakeJob(_jobs.Count + 1, body.Clone());
        _jobs.Add(job);
        _accepted.Writer.TryWrite(job);
        return Results.Text(job.Body, "application/json", statusCode: StatusCodes.Status202Accepted);
    }

    private async Task StreamAsync(string id, HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.StartAsync(context.RequestAborted);
        await foreach (var each in Find(id).ReadAsync(context.Request.Headers["Last-Event-ID"], context.RequestAborted))
        {
            if (each is null)
            {
                context.Abort();
                return;
            }

            await context.Response.WriteAsync(each.Frame, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }
}
