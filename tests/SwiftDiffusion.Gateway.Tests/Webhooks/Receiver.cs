using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SwiftDiffusion.Gateway.Tests.Webhooks;

/// <summary>A client's server that is told of ended jobs, and answers as the test says.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Receiver(WebApplication app) => _app = app;

    public string Url => $"{_app.Urls.Single()}/hook";

    /// <summary>Statuses of its answers, in order; 200 when there are none left.</summary>
    public ConcurrentQueue<int> Statuses { get; } = new();

    public ConcurrentQueue<(string Body, string Signature, string Event)> Received { get; } = new();

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new Receiver(app);
        app.MapPost("/hook", receiver.ReceiveAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        string body = await reader.ReadToEndAsync(context.RequestAborted);
        Received.Enqueue((body, $"{context.Request.Headers["X-SwiftDiffusion-Signature"]}", $"{context.Request.Headers["X-SwiftDiffusion-Event"]}"));
        context.Response.StatusCode = Statuses.TryDequeue(out int status) ? status : StatusCodes.Status200OK;
        if (status == StatusCodes.Status302Found)
            context.Response.Headers.Location = "/hook";
    }
}
