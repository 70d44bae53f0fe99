using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SwiftDiffusion.Engine.Images;
using SwiftDiffusion.Host.Configuration;
using SwiftDiffusion.Host.Serving;

namespace SwiftDiffusion.Host.Tests.Serving;

/// <summary>A real server whose adapters and ControlNets come and go over the API, and another one that holds files.</summary>
public sealed class RegistryTests : IAsyncLifetime
{
    private static readonly byte[] Lora = File.ReadAllBytes(TestModels.Lora);
    private static readonly string LoraName = Path.GetFileNameWithoutExtension(TestModels.Lora);

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromMinutes(5) };
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication _files = null!;
    private Server _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _files = CreateFiles();
        await _files.StartAsync(CancellationToken.None);
        await StartAsync();
    }

    [Fact]
    public async Task An_uploaded_copy_of_a_LoRA_makes_the_same_picture_to_the_bit_and_when_removed_is_unknown()
    {
        using (var added = await UploadAsync("v1/adapters", Lora, ("name", "mine")))
            Assert.Equal(HttpStatusCode.Accepted, added.StatusCode);
        await ReadyAsync("v1/adapters/mine");
        Assert.Contains("mine", await ListedAsync("loras"));
        Assert.Equal(await PixelsAsync(Request(LoraName)), await PixelsAsync(Request("mine")));

        using (var removed = await _client.DeleteAsync(Url("v1/adapters/mine"), Cancellation))
            Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
        Assert.Equal((HttpStatusCode.BadRequest, "unknown_adapter"), await RefusedAsync(Request("mine")));
        Assert.DoesNotContain("mine", await ListedAsync("loras"));
    }

    [Fact]
    public async Task One_added_by_URL_is_fetched_checked_and_the_same_too()
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(Lora));
        await AddAsync(new JsonObject { ["name"] = "far", ["source"] = Files("lora"), ["sha256"] = hash });
        var body = await ReadyAsync("v1/adapters/far");
        Assert.Equal((hash, (long)Lora.Length), (body.GetProperty("sha256").GetString(), body.GetProperty("size_bytes").GetInt64()));
        Assert.Equal(await PixelsAsync(Request(LoraName)), await PixelsAsync(Request("far")));
    }

    [Theory]
    [InlineData("truncated", null, "")]
    [InlineData("text", null, "")]
    [InlineData("missing", null, "its store has no such file (404)")]
    [InlineData("inward", null, "Registry:AllowedHosts")]
    [InlineData("lora", "sha256", "another file than expected")]
    [InlineData("lora", "model", "match no target of this model")]
    public async Task A_bad_one_fails_with_its_reason_and_never_becomes_usable(string file, string? wrong, string words)
    {
        var request = new JsonObject { ["name"] = "bad", ["source"] = Files(file) };
        if (wrong == "sha256")
            request["sha256"] = new string('a', 64);
        else if (wrong == "model")
            request["model"] = Path.GetFileName(TestModels.Small);
        await AddAsync(request);
        var body = await UntilAsync("v1/adapters/bad", "failed");
        string message = body.GetProperty("error").GetProperty("message").GetString()!;
        Assert.StartsWith("bad: ", message, StringComparison.Ordinal);
        Assert.Contains(words, message, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.Path, message, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.BadRequest, "unknown_adapter"), await RefusedAsync(Request("bad")));
    }

    [Fact]
    public async Task One_that_is_fetched_on_use_comes_when_the_first_request_names_it()
    {
        await AddAsync(new JsonObject { ["name"] = "late", ["source"] = Files("held"), ["fetch"] = "on_use" });
        await ReadyAsync("v1/adapters/late");
        Assert.False(_asked.Task.IsCompleted);
        var picture = PixelsAsync(Request("late"));
        await _asked.Task;
        _released.SetResult();
        Assert.Equal(await PixelsAsync(Request(LoraName)), await picture);
    }

    [Fact]
    public async Task Removing_one_while_it_is_fetched_ends_its_transfer()
    {
        await AddAsync(new JsonObject { ["name"] = "slow", ["source"] = Files("held") });
        await _asked.Task;
        Assert.Equal("fetching", (await UntilAsync("v1/adapters/slow", "fetching")).GetProperty("state").GetString());
        using (await _client.DeleteAsync(Url("v1/adapters/slow"), Cancellation))
            await _broken.Task;
        using var gone = await _client.GetAsync(Url("v1/adapters/slow"), Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task A_server_that_is_started_again_takes_up_what_it_fetched_and_offers_what_it_had()
    {
        (await UploadAsync("v1/adapters", Lora, ("name", "mine"))).Dispose();
        await ReadyAsync("v1/adapters/mine");
        await AddAsync(new JsonObject { ["name"] = "slow", ["source"] = Files("held") });
        await _asked.Task;
        await _server.DisposeAsync();
        _released.SetResult();
        await StartAsync();
        await ReadyAsync("v1/adapters/slow");
        Assert.Equal(await PixelsAsync(Request("mine")), await PixelsAsync(Request("slow")));
    }

    [Fact]
    public async Task An_uploaded_ControlNet_does_what_the_models_own_does()
    {
        string own = Path.GetFileName(TestModels.ControlNet);
        string zip = _folder.File("net.zip");
        await ZipFile.CreateFromDirectoryAsync(TestModels.ControlNet, zip, CompressionLevel.Fastest, includeBaseDirectory: true, Cancellation);
        using (var added = await UploadAsync("v1/controlnets", await File.ReadAllBytesAsync(zip, Cancellation), ("name", "mine")))
            Assert.Equal(HttpStatusCode.Accepted, added.StatusCode);
        await ReadyAsync("v1/controlnets/mine");
        Assert.Contains("mine", await ListedAsync("controlnets"));
        Assert.Equal(await PixelsAsync(ControlRequest(own)), await PixelsAsync(ControlRequest("mine")));

        (await _client.DeleteAsync(Url("v1/controlnets/mine"), Cancellation)).Dispose();
        Assert.Equal((HttpStatusCode.BadRequest, "unknown_controlnet"), await RefusedAsync(ControlRequest("mine")));
    }

    [Fact]
    public async Task An_archive_that_holds_no_ControlNet_is_refused()
    {
        (await UploadAsync("v1/controlnets", Lora, ("name", "bad"))).Dispose();
        var body = await UntilAsync("v1/controlnets/bad", "failed");
        Assert.Contains("is no zip or tar archive", body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        _released.TrySetResult();
        _client.Dispose();
        await _server.DisposeAsync();
        await _files.StopAsync();
        await _files.DisposeAsync();
        _folder.Dispose();
    }

    private string Files(string name) => $"{_files.Urls.Single()}/{name}.safetensors";

    private Uri Url(string path) => new(new Uri(_server.Addresses.Single()), path);

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
            using var response = await _client.GetAsync(Url("readyz"), Cancellation);
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
        files.MapGet("/held.safetensors", HoldAsync);
        return files;
    }

    /// <summary>Sends half of the LoRA, and the rest when it is released.</summary>
    private async Task HoldAsync(HttpContext context)
    {
        context.RequestAborted.Register(() => _broken.TrySetResult());
        context.Response.ContentLength = Lora.Length;
        await context.Response.Body.WriteAsync(Lora.AsMemory(0, Lora.Length / 2), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        _asked.TrySetResult();
        await _released.Task.WaitAsync(context.RequestAborted);
        await context.Response.Body.WriteAsync(Lora.AsMemory(Lora.Length / 2), context.RequestAborted);
    }

    private async Task AddAsync(JsonObject request)
    {
        using var response = await _client.PostAsJsonAsync(Url("v1/adapters"), request, Cancellation);
        Assert.True(response.StatusCode == HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync(Cancellation));
    }

    private async Task<HttpResponseMessage> UploadAsync(string route, byte[] content, params (string Name, string Value)[] fields)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), name);
        form.Add(new ByteArrayContent(content), "file", "mine");
        return await _client.PostAsync(Url(route), form, Cancellation);
    }

    private Task<JsonElement> ReadyAsync(string path) => UntilAsync(path, "ready");

    private async Task<JsonElement> UntilAsync(string path, string state)
    {
        while (true)
        {
            var body = await _client.GetFromJsonAsync<JsonElement>(Url(path), Cancellation);
            string? found = body.GetProperty("state").GetString();
            if (found == state)
                return body;
            Assert.False(found is "failed" or "ready", $"{body}");
            await Task.Yield();
        }
    }

    private async Task<string?[]> ListedAsync(string list)
    {
        var models = await _client.GetFromJsonAsync<JsonElement>(Url("v1/models"), Cancellation);
        return [.. models.GetProperty("data")[0].GetProperty("swiftdiffusion").GetProperty(list).EnumerateArray().Select(name => name.GetString())];
    }

    private async Task<byte[]> PixelsAsync(JsonObject request)
    {
        using var response = await _client.PostAsJsonAsync(Url("v1/images/generations"), request, Cancellation);
        string body = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.IsSuccessStatusCode, body);
        return ImageCodec.Decode(JsonElement.Parse(body).GetProperty("data")[0].GetProperty("b64_json").GetBytesFromBase64(), ImageLimits.Default).Rgba.ToArray();
    }

    private async Task<(HttpStatusCode Status, string? Code)> RefusedAsync(JsonObject request)
    {
        using var response = await _client.PostAsJsonAsync(Url("v1/images/generations"), request, Cancellation);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("error").GetProperty("code").GetString());
    }

    private static JsonObject Request(string lora) => new()
    {
        ["prompt"] = "red heart",
        ["seed"] = 7,
        ["num_inference_steps"] = 2,
        ["size"] = "64x64",
        ["loras"] = new JsonArray(new JsonObject { ["name"] = lora }),
    };

    private static JsonObject ControlRequest(string name)
    {
        var blank = ImageCodec.Encode(PixelImage.FromGrey(new byte[64 * 64], 64, 64), ImageFormat.Png, 100, null);
        return new JsonObject
        {
            ["prompt"] = "red heart",
            ["seed"] = 7,
            ["num_inference_steps"] = 2,
            ["size"] = "64x64",
            ["controlnets"] = new JsonArray(new JsonObject { ["name"] = name, ["image"] = Convert.ToBase64String(blank) }),
        };
    }
}
