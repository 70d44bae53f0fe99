using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using SwiftDiffusion.Engine.Images;

namespace SwiftDiffusion.Host.Tests.Serving;

/// <summary>Models that come and go over the API of a real server; each test has names of its own.</summary>
public sealed class ModelRegistryTests(RegistryServer server) : IClassFixture<RegistryServer>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = server.Client;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_uploaded_copy_of_a_model_makes_the_same_picture_to_the_bit_and_when_removed_is_unknown()
    {
        string builtIn = Path.GetFileName(TestModels.BuiltIn);
        using (var added = await server.UploadAsync("v1/models", await ZipAsync(TestModels.BuiltIn), ("name", "copy")))
            Assert.Equal(HttpStatusCode.Accepted, added.StatusCode);
        var body = await server.UntilAsync("v1/models/copy", "ready");
        Assert.Equal(("copy", "model", 1), (Text(body, "id"), Text(body, "object"), body.GetProperty("registration").GetProperty("warm_workers").GetInt32()));
        // The default model stays the first, and what the archive brought along stays in it.
        Assert.Equal([builtIn, Path.GetFileName(TestModels.Small), "copy"], await IdsAsync());
        Assert.Empty(body.GetProperty("swiftdiffusion").GetProperty("loras").EnumerateArray());
        Assert.Equal(await PixelsAsync(Request(builtIn)), await PixelsAsync(Request("copy")));

        // It has add-ons like any other model, and stays as long as it has registered ones.
        (await server.UploadAsync("v1/adapters", RegistryServer.Lora, ("name", "copied"), ("model", "copy"))).Dispose();
        await server.UntilAsync("v1/adapters/copied", "ready");
        var styled = Request("copy");
        styled["loras"] = new JsonArray(new JsonObject { ["name"] = "copied" });
        Assert.NotEqual(await PixelsAsync(Request("copy")), await PixelsAsync(styled));
        Assert.Equal((HttpStatusCode.Conflict, "in_use"), await ErrorAsync(_client.DeleteAsync(Url("v1/models/copy"), Cancellation)));
        (await _client.DeleteAsync(Url("v1/adapters/copied"), Cancellation)).Dispose();

        using (var removed = await _client.DeleteAsync(Url("v1/models/copy"), Cancellation))
            Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
        Assert.Equal((HttpStatusCode.NotFound, "unknown_model"), await ErrorAsync(PostAsync(Request("copy"))));
        Assert.DoesNotContain("copy", await IdsAsync());
        Assert.NotEmpty(await PixelsAsync(Request(builtIn)));
    }

    [Fact]
    public async Task A_job_that_runs_when_its_model_is_removed_ends_normally_and_then_the_models_folder_goes()
    {
        (await server.UploadAsync("v1/models", await ZipAsync(TestModels.Small), ("name", "passing"))).Dispose();
        string hash = Text((await server.UntilAsync("v1/models/passing", "ready")).GetProperty("registration"), "sha256")!;
        Assert.True(Directory.Exists(Path.Combine(server.ModelFolder, hash)));
        var request = Request("passing");
        request["num_inference_steps"] = 150;
        using var accepted = await _client.PostAsJsonAsync(Url("v1/jobs"), request, Cancellation);
        string job = $"v1/jobs/{Text(await accepted.Content.ReadFromJsonAsync<JsonElement>(Cancellation), "id")}";
        while (Text(await _client.GetFromJsonAsync<JsonElement>(Url(job), Cancellation), "status") == "queued")
            await Task.Yield();
        (await _client.DeleteAsync(Url("v1/models/passing"), Cancellation)).Dispose();
        string? status = "running";
        while (status == "running")
            status = Text(await _client.GetFromJsonAsync<JsonElement>(Url(job), Cancellation), "status");
        Assert.Equal("completed", status);
        while (Directory.Exists(Path.Combine(server.ModelFolder, hash)))
            await Task.Yield();
    }

    [Fact]
    public async Task A_server_that_is_started_again_serves_what_it_had()
    {
        (await server.UploadAsync("v1/models", await ZipAsync(TestModels.Small), ("name", "kept"))).Dispose();
        await server.UntilAsync("v1/models/kept", "ready");
        byte[] picture = await PixelsAsync(Request("kept"));
        await server.RestartAsync(() => { });
        await server.UntilAsync("v1/models/kept", "ready");
        Assert.Equal(picture, await PixelsAsync(Request("kept")));
        (await _client.DeleteAsync(Url("v1/models/kept"), Cancellation)).Dispose();
    }

    [Theory]
    [InlineData("no archive", "is no zip or tar archive")]
    [InlineData("no model", "holds no model_index.json")]
    [InlineData("unet/config.json", "unet/config.json ")]
    [InlineData("vae/diffusion_pytorch_model.safetensors", "vae/")]
    public async Task A_bad_one_fails_with_its_reason_and_leaves_nothing(string broken, string words)
    {
        string name = $"bad-{words.Length}";
        byte[] content = broken switch
        {
            "no archive" => RegistryServer.Lora,
            "no model" => await ZipAsync(TestModels.ControlNet),
            _ => await ZipAsync(TestModels.Small, broken),
        };
        (await server.UploadAsync("v1/models", content, ("name", name))).Dispose();
        var body = await server.UntilAsync($"v1/models/{name}", "failed");
        string message = Text(body.GetProperty("registration").GetProperty("error"), "message")!;
        Assert.StartsWith($"{name}: ", message, StringComparison.Ordinal);
        Assert.Contains(words, message, StringComparison.Ordinal);
        Assert.DoesNotContain(server.ModelFolder, message, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.NotFound, "unknown_model"), await ErrorAsync(PostAsync(Request(name))));
    }

    [Fact]
    public async Task A_model_that_the_server_was_started_with_is_neither_replaced_nor_removed()
    {
        string builtIn = Path.GetFileName(TestModels.BuiltIn);
        Assert.Equal((HttpStatusCode.Conflict, "not_registered"), await ErrorAsync(_client.DeleteAsync(Url($"v1/models/{builtIn}"), Cancellation)));
        Assert.Equal((HttpStatusCode.Conflict, "name_taken"), await ErrorAsync(server.UploadAsync("v1/models", [1, 2, 3], ("name", builtIn))));
    }

    public void Dispose() => _folder.Dispose();

    private Uri Url(string path) => server.Url(path);

    /// <summary>A model's folder as an archive, perhaps with a file that is cut short.</summary>
    private async Task<byte[]> ZipAsync(string model, string? broken = null)
    {
        string path = _folder.File($"{Guid.NewGuid():N}.zip");
        await ZipFile.CreateFromDirectoryAsync(model, path, CompressionLevel.Fastest, includeBaseDirectory: true, Cancellation);
        if (broken is not null)
        {
            await using var zip = await ZipFile.OpenAsync(path, ZipArchiveMode.Update, Cancellation);
            string name = $"{Path.GetFileName(model)}/{broken}";
            zip.GetEntry(name)!.Delete();
            await using var content = await zip.CreateEntry(name).OpenAsync(Cancellation);
            await content.WriteAsync((await File.ReadAllBytesAsync(Path.Combine(model, broken), Cancellation)).AsMemory(..20), Cancellation);
        }

        return await File.ReadAllBytesAsync(path, Cancellation);
    }

    private async Task<string?[]> IdsAsync() =>
        [.. (await _client.GetFromJsonAsync<JsonElement>(Url("v1/models"), Cancellation)).GetProperty("data").EnumerateArray().Select(model => Text(model, "id"))];

    private Task<HttpResponseMessage> PostAsync(JsonObject request) => _client.PostAsJsonAsync(Url("v1/images/generations"), request, Cancellation);

    private async Task<byte[]> PixelsAsync(JsonObject request)
    {
        using var response = await PostAsync(request);
        string body = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.IsSuccessStatusCode, body);
        return ImageCodec.Decode(JsonElement.Parse(body).GetProperty("data")[0].GetProperty("b64_json").GetBytesFromBase64(), ImageLimits.Default).Rgba.ToArray();
    }

    private static async Task<(HttpStatusCode Status, string? Code)> ErrorAsync(Task<HttpResponseMessage> asked)
    {
        using var response = await asked;
        return (response.StatusCode, Text((await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("error"), "code"));
    }

    private static string? Text(JsonElement body, string name) => body.GetProperty(name).GetString();

    private static JsonObject Request(string model) => new()
    {
        ["prompt"] = "red heart",
        ["model"] = model,
        ["seed"] = 7,
        ["num_inference_steps"] = 2,
        ["size"] = "64x64",
    };
}
