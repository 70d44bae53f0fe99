using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SwiftDiffusion.Engine.Adapters.Store;

namespace SwiftDiffusion.Engine.Tests.Adapters.Store;

/// <summary>A store of adapters on a free port of this machine, which answers as a test tells it to.</summary>
public sealed class AdapterServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, RequestDelegate> _files = [];
    private readonly ConcurrentDictionary<string, int> _requests = [];

    private AdapterServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public string Address => _app.Urls.Single();

    public static async Task<AdapterServer> StartAsync()
    {
        var server = new AdapterServer();
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Answers requests for a file.</summary>
    /// <returns>The file's source.</returns>
    public AdapterSource.Remote Serve(string name, RequestDelegate answer, string? sha256 = null)
    {
        _files[$"/{name}"] = answer;
        return new AdapterSource.Remote(new Uri($"{Address}/{name}"), sha256);
    }

    public AdapterSource.Remote Serve(string name, byte[] content, string? sha256 = null) => Serve(name, context => SendAsync(context, content), sha256);

    /// <summary>Answers the first requests for a file one way each, and all others the last way.</summary>
    public AdapterSource.Remote ServeInTurn(string name, params RequestDelegate[] answers) =>
        Serve(name, context => answers[Math.Min(Requests(name), answers.Length) - 1](context));

    /// <summary>How often a file was asked for.</summary>
    public int Requests(string name) => _requests.GetValueOrDefault($"/{name}");

    public static async Task SendAsync(HttpContext context, byte[] content)
    {
        context.Response.ContentLength = content.Length;
        await context.Response.Body.WriteAsync(content, context.RequestAborted);
    }

    /// <summary>Promises all of a file and breaks off in the middle.</summary>
    public static async Task BreakOffAsync(HttpContext context, byte[] content)
    {
        context.Response.ContentLength = content.Length;
        await context.Response.Body.WriteAsync(content.AsMemory(0, content.Length / 2), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    }

    public static RequestDelegate Status(int status) => context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path.Value!;
        _requests.AddOrUpdate(path, 1, (_, count) => count + 1);
        return _files.TryGetValue(path, out var answer) ? answer(context) : Status(StatusCodes.Status404NotFound)(context);
    }
}
