using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SwiftDiffusion.Queue.Tests.Blobs;

/// <summary>A bucket over HTTP: put, get and delete of whole objects, addressed by path.</summary>
internal sealed class FakeS3 : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeS3(WebApplication app) => _app = app;

    public ConcurrentDictionary<string, byte[]> Objects { get; } = new();

    /// <summary>Whether every request was signed for this region and key.</summary>
    public ConcurrentBag<string> Signatures { get; } = [];

    public Uri Endpoint => new(_app.Urls.Single());

    public static async Task<FakeS3> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var server = new FakeS3(builder.Build());
        server._app.Run(server.HandleAsync);
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        Signatures.Add(context.Request.Headers.Authorization.ToString());
        string key = context.Request.Path.Value!;
        switch (context.Request.Method)
        {
            case "PUT":
                using (var body = new MemoryStream())
                {
                    await context.Request.Body.CopyToAsync(body);
                    Objects[key] = body.ToArray();
                }

                context.Response.Headers.ETag = "\"1\"";
                break;
            case "GET" when Objects.TryGetValue(key, out byte[]? content):
                context.Response.ContentLength = content.Length;
                await context.Response.Body.WriteAsync(content);
                break;
            case "DELETE":
                Objects.TryRemove(key, out _);
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                context.Response.ContentType = "application/xml";
                await context.Response.WriteAsync("<Error><Code>NoSuchKey</Code><Message>There is none.</Message></Error>");
                break;
        }
    }
}
