using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SwiftDiffusion.Engine.Images;

namespace SwiftDiffusion.Host.Tests.Serving;

/// <summary>The executable with a LoRA that lies on another server, which sends it only when the test says so.</summary>
public sealed class RemoteAdapterTests : IAsyncLifetime
{
    private readonly TaskCompletionSource _asked = new(), _released = new();
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromMinutes(5) };
    private WebApplication _store = null!;
    private ServerProcess _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = CreateStore();
        await _store.StartAsync(CancellationToken.None);
        string address = _store.Urls.Single();
        _server = ServerProcess.Start(
            "serve", "--urls", "http://127.0.0.1:0", "--adapter-cache", _folder.File("cache"), "--adapter-timing", "asynchronous",
            "--adapter", $"far={address}/far.safetensors", "--adapter", $"gone={address}/gone.safetensors");
        string listening = await _server.WaitForAsync("Listening on ", CancellationToken.None);
        _client.BaseAddress = new Uri(listening.Split(' ').Single(word => word.StartsWith("http://", StringComparison.Ordinal)));
        await _server.WaitForAsync("Ready after ", CancellationToken.None);
        _server.IgnoreLog();
    }

    [Fact]
    public async Task A_LoRA_from_elsewhere_joins_when_it_has_come_and_can_be_replayed()
    {
        var late = GenerateAsync(Request("far"));
        await _asked.Task;
        _released.SetResult();
        var (pixels, steps, infotext) = await late;

        var (replayed, again, _) = await GenerateAsync(Request("far", steps));
        Assert.Equal(steps, again);
        Assert.Equal(pixels, replayed);
        Assert.Equal(steps is not [0], infotext.Contains("Lora attach steps", StringComparison.Ordinal));
        Assert.Single(Directory.GetFiles(_folder.File("cache"), "*.safetensors", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Its_name_is_listed_with_the_others()
    {
        var models = await _client.GetFromJsonAsync<JsonElement>("v1/models", Cancellation);
        var names = models.GetProperty("data")[0].GetProperty("swiftdiffusion").GetProperty("loras").EnumerateArray().Select(name => name.GetString()).ToArray();
        Assert.All(["far", "gone", Path.GetFileNameWithoutExtension(TestModels.Lora)], name => Assert.Contains(name, names));
    }

    [Fact]
    public async Task A_LoRA_that_cannot_be_had_fails_the_request_with_name_and_reason()
    {
        using var response = await _client.PostAsJsonAsync("v1/images/generations", Request("gone"), Cancellation);
        var error = (await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("error");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal(("gone: its store has no such file (404).", "loras[0]"), (error.GetProperty("message").GetString(), error.GetProperty("param").GetString()));
    }

    [Fact]
    public async Task A_step_beyond_the_last_is_refused_by_the_fields_name()
    {
        _released.SetResult();
        using var response = await _client.PostAsJsonAsync("v1/images/generations", Request("far", 12), Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("adapter_timing", (await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("error").GetProperty("param").GetString());
    }

    public async ValueTask DisposeAsync()
    {
        _released.TrySetResult();
        _client.Dispose();
        await _server.DisposeAsync();
        await _store.StopAsync();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    private WebApplication CreateStore()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var store = builder.Build();
        store.MapGet("/far.safetensors", async context =>
        {
            _asked.TrySetResult();
            await _released.Task;
            await context.Response.SendFileAsync(TestModels.Lora);
        });
        return store;
    }

    private async Task<(byte[] Pixels, int[] Steps, string Infotext)> GenerateAsync(JsonObject request)
    {
        using var response = await _client.PostAsJsonAsync("v1/images/generations", request, Cancellation);
        string body = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.IsSuccessStatusCode, body);
        var image = JsonElement.Parse(body).GetProperty("data")[0];
        byte[] file = image.GetProperty("b64_json").GetBytesFromBase64();
        int[] steps = [.. image.GetProperty("attached_at").EnumerateArray().Select(step => step.GetInt32())];
        return (ImageCodec.Decode(file, ImageLimits.Default).Rgba.ToArray(), steps, ImageCodec.ReadParameters(file)!);
    }

    private static JsonObject Request(string lora, params int[] steps)
    {
        var request = new JsonObject
        {
            ["prompt"] = "red heart",
            ["seed"] = 7,
            ["num_inference_steps"] = 12,
            ["size"] = "64x64",
            ["loras"] = new JsonArray(new JsonObject { ["name"] = lora }),
        };
        if (steps.Length > 0)
            request["adapter_timing"] = new JsonArray([.. steps.Select(step => (JsonNode)step)]);
        return request;
    }
}
