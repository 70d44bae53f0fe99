using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SwiftDiffusion.Host.Configuration;
using SwiftDiffusion.Host.Serving;

namespace SwiftDiffusion.Host.Tests.Serving;

/// <summary>A real server whose adapters and ControlNets come and go over the API, and another one that holds files.</summary>
public sealed class RegistryServer : IAsyncLifetime
{
    public static readonly byte[] Lora = System.IO.File.ReadAllBytes(TestModels.Lora);

    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentDictionary<string, HeldFile> _held = [];
    private WebApplication _files = null!;
    private Server _server = null!;

    public HttpClient Client { get; } = new() { Timeout = TimeSpan.FromMinutes(5) };

    public async ValueTask InitializeAsync()
    {
        _files = CreateFiles();
        await _files.StartAsync(CancellationToken.None);
        await StartAsync();
    }

    /// <summary>Where registered models are unpacked.</summary>
    public string ModelFolder => Path.Combine(_folder.File("cache"), "models");

    public string File(string name) => $"{_files.Urls.Single()}/{name}.safetensors";

    /// <summary>The LoRA under a name of one's own, of which half is sent at once and half when it is released.</summary>
    public HeldFile Hold(string name) => _held.GetOrAdd(name, _ => new HeldFile());

    public Uri Url(string path) => new(new Uri(_server.Addresses.Single()), path);

    /// <summary>Sends a file in a form, with other fields before it.</summary>
    public async Task<HttpResponseMessage> UploadAsync(string route, byte[] content, params (string Name, string Value)[] fields)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), name);
        form.Add(new ByteArrayContent(content), "file", "mine");
        return await Client.PostAsync(Url(route), form, TestContext.Current.CancellationToken);
    }

    /// <summary>Asks again until what was registered is in that state, and fails the test when it ends in another.</summary>
    public async Task<JsonElement> UntilAsync(string path, string state)
    {
        while (true)
        {
            var body = await Client.GetFromJsonAsync<JsonElement>(Url(path), TestContext.Current.CancellationToken);
            string? found = body.GetProperty("state").GetString();
            if (found == state)
                return body;
            Assert.False(found is "failed" or "ready", $"{body}");
            await Task.Yield();
        }
    }

    /// <summary>Stops the server and starts it again over the same data; meanwhile something may happen.</summary>
    public async Task RestartAsync(Action meanwhile)
    {
        await _server.DisposeAsync();
        meanwhile();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var held in _held.Values)
            held.Release();
        Client.Dispose();
        await _server.DisposeAsync();
        await _files.StopAsync();
        await _files.DisposeAsync();
        _folder.Dispose();
    }

    private async Task StartAsync()
    {
        var settings = ServerSettings.Read(null, new Dictionary<string, string?>
        {
            ["Server:Urls"] = "http://127.0.0.1:0",
            ["Server:Models:0"] = TestModels.BuiltIn,
            ["Server:Models:1"] = TestModels.Small,
            ["Server:Devices"] = "cpu",
            ["Queue:DataFolder"] = _folder.File("data"),
            ["Adapters:Folder"] = _folder.File("cache"),
            ["Registry:AllowedHosts:0"] = "127.0.0.1",
        });
        _server = await Server.StartAsync(settings, CancellationToken.None);
        while (true)
        {
            using var response = await Client.GetAsync(Url("readyz"), CancellationToken.None);
            if (response.IsSuccessStatusCode)
                return;
            await Task.Yield();
        }
    }

    private WebApplication CreateFiles()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var files = builder.Build();
        files.MapGet("/lora.safetensors", () => Results.Bytes(Lora));
        files.MapGet("/truncated.safetensors", () => Results.Bytes(Lora[..^1000]));
        files.MapGet("/text.safetensors", () => Results.Text("<html>no LoRA at all</html>"));
        // The name of this machine is not on the list; its number is.
        files.MapGet("/inward.safetensors", (HttpContext context) => Results.Redirect($"http://localhost:{context.Connection.LocalPort}/lora.safetensors"));
        files.MapGet("/held/{name}.safetensors", (HttpContext context, string name) => Hold(name).SendAsync(context, Lora));
        return files;
    }
}

/// <summary>A file of which half is sent at once, and half when the test says so.</summary>
public sealed class HeldFile
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Asked => _asked.Task;

    /// <summary>Ends when whoever fetched it has gone.</summary>
    public Task Broken => _broken.Task;

    public void Release() => _released.TrySetResult();

    public async Task SendAsync(HttpContext context, byte[] content)
    {
        context.RequestAborted.Register(() => _broken.TrySetResult());
        context.Response.ContentLength = content.Length;
        await context.Response.Body.WriteAsync(content.AsMemory(0, content.Length / 2), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        _asked.TrySetResult();
        await _released.Task.WaitAsync(context.RequestAborted);
        await context.Response.Body.WriteAsync(content.AsMemory(content.Length / 2), context.RequestAborted);
    }
}
