using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SwiftDiffusion.LoadGen.Tests.Targets;

/// <summary>A small server on a free port that answers as the test says and keeps what it was sent.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeServer(WebApplication app) => _app = app;

    /// <summary>Method and path of every request, in order of arrival.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>The latest JSON body.</summary>
    public JsonObject? Body { get; private set; }

    /// <summary>The latest Authorization header.</summary>
    public string? Authorization { get; private set; }

    public Uri Address => new(_app.Urls.Single());

    public static async Task<FakeServer> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new FakeServer(builder.Build());
        server._app.Run(async context =>
        {
            await server.KeepAsync(context.Request);
            await answer(context);
        });
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public static Task WriteAsync(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task KeepAsync(HttpRequest request)
    {
        Calls.Enqueue($"{request.Method} {request.Path}");
        Authorization = request.Headers.Authorization;
        if (request.ContentLength is null or 0)
            return;
        request.EnableBuffering();
        Body = await JsonNode.ParseAsync(request.Body) as JsonObject;
        request.Body.Position = 0;
    }
}
