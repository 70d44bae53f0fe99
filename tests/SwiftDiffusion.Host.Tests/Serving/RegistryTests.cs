using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using SwiftDiffusion.Engine.Images;

namespace SwiftDiffusion.Host.Tests.Serving;

/// <summary>Adapters and ControlNets that come and go over the API of a real server; each test has names of its own.</summary>
public sealed class RegistryTests(RegistryServer server) : IClassFixture<RegistryServer>, IDisposable
{
    private static readonly byte[] Lora = RegistryServer.Lora;
    private static readonly string LoraName = Path.GetFileNameWithoutExtension(TestModels.Lora);

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = server.Client;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_uploaded_copy_of_a_LoRA_makes_the_same_picture_to_the_bit_and_when_removed_is_unknown()
    {
        using (var added = await server.UploadAsync("v1/adapters", Lora, ("name", "mine")))
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
        await AddAsync(new JsonObject { ["name"] = "far", ["source"] = server.File("lora"), ["sha256"] = hash });
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
    [InlineData("lora", "model", "'unet.")]
    public async Task A_bad_one_fails_with_its_reason_and_never_becomes_usable(string file, string? wrong, string words)
    {
        string name = $"bad-{file}-{wrong}";
        var request = new JsonObject { ["name"] = name, ["source"] = server.File(file) };
        if (wrong == "sha256")
            request["sha256"] = new string('a', 64);
        else if (wrong == "model")
            request["model"] = Path.GetFileName(TestModels.Small);
        await AddAsync(request);
        var body = await server.UntilAsync($"v1/adapters/{name}", "failed");
        string message = body.GetProperty("error").GetProperty("message").GetString()!;
        Assert.StartsWith($"{name}: ", message, StringComparison.Ordinal);
        Assert.Contains(words, message, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.Path, message, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.BadRequest, "unknown_adapter"), await RefusedAsync(Request(name)));
    }

    [Fact]
    public async Task One_that_is_fetched_on_use_comes_when_the_first_request_names_it()
    {
        var held = server.Hold("late");
        await AddAsync(new JsonObject { ["name"] = "late", ["source"] = server.File("held/late"), ["fetch"] = "on_use" });
        await ReadyAsync("v1/adapters/late");
        Assert.False(held.Asked.IsCompleted);
        var picture = PixelsAsync(Request("late"));
        await held.Asked;
        held.Release();
        Assert.Equal(await PixelsAsync(Request(LoraName)), await picture);
    }

    [Fact]
    public async Task Removing_one_while_it_is_fetched_ends_its_transfer()
    {
        var held = server.Hold("slow");
        await AddAsync(new JsonObject { ["name"] = "slow", ["source"] = server.File("held/slow") });
        await held.Asked;
        Assert.Equal("fetching", (await server.UntilAsync("v1/adapters/slow", "fetching")).GetProperty("state").GetString());
        using (await _client.DeleteAsync(Url("v1/adapters/slow"), Cancellation))
            await held.Broken;
        using var gone = await _client.GetAsync(Url("v1/adapters/slow"), Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task A_server_that_is_started_again_takes_up_what_it_fetched_and_offers_what_it_had()
    {
        var held = server.Hold("resumed");
        (await server.UploadAsync("v1/adapters", Lora, ("name", "kept"))).Dispose();
        await ReadyAsync("v1/adapters/kept");
        await AddAsync(new JsonObject { ["name"] = "resumed", ["source"] = server.File("held/resumed") });
        await held.Asked;
        await server.RestartAsync(held.Release);
        await ReadyAsync("v1/adapters/resumed");
        Assert.Equal(await PixelsAsync(Request("kept")), await PixelsAsync(Request("resumed")));
    }

    [Fact]
    public async Task An_uploaded_ControlNet_does_what_the_models_own_does()
    {
        string own = Path.GetFileName(TestModels.ControlNet);
        string zip = _folder.File("net.zip");
        await ZipFile.CreateFromDirectoryAsync(TestModels.ControlNet, zip, CompressionLevel.Fastest, includeBaseDirectory: true, Cancellation);
        using (var added = await server.UploadAsync("v1/controlnets", await File.ReadAllBytesAsync(zip, Cancellation), ("name", "mine")))
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
        (await server.UploadAsync("v1/controlnets", Lora, ("name", "bad"))).Dispose();
        var body = await server.UntilAsync("v1/controlnets/bad", "failed");
        Assert.Contains("is no zip or tar archive", body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Uri Url(string path) => server.Url(path);

    private async Task AddAsync(JsonObject request)
    {
        using var response = await _client.PostAsJsonAsync(Url("v1/adapters"), request, Cancellation);
        Assert.True(response.StatusCode == HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync(Cancellation));
    }

    private Task<JsonElement> ReadyAsync(string path) => server.UntilAsync(path, "ready");

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
