using SwiftDiffusion.LoadGen.Targets;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Tests.Targets;

public sealed class OpenAITargetTests
{
    private const string Pictures = """{"created":1,"data":[{"b64_json":"AAAA"}]}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_field_of_a_request_is_sent()
    {
        await using var server = await FakeServer.StartAsync(context => FakeServer.WriteAsync(context, 200, Pictures));

        await SendAsync(server, Requests.Full, new TargetOptions(server.Address, "tiny"));

        var body = server.Body!;
        Assert.Equal("POST /v1/images/generations", server.Calls.Single());
        Assert.Equal(("tiny", "red heart", "blur", "64x96"), (Text("model"), Text("prompt"), Text("negative_prompt"), Text("size")));
        Assert.Equal((8, 5.5, 7, 2), ((int)body["num_inference_steps"]!, (double)body["guidance_scale"]!, (int)body["seed"]!, (int)body["n"]!));
        Assert.Equal(("neon", 0.8), ((string?)body["loras"]![0]!["name"], (double)body["loras"]![0]!["scale"]!));
        Assert.Equal("http://127.0.0.1:9/loras/3.safetensors", (string?)body["loras"]![1]!["path"]);
        Assert.Equal("canny", (string?)body["controlnets"]![0]!["name"]);
        Assert.Equal(0x89, Convert.FromBase64String((string)body["controlnets"]![0]!["image"]!)[0]);

        string? Text(string field) => (string?)body[field];
    }

    [Fact]
    public async Task What_a_request_does_not_say_is_left_to_the_server()
    {
        await using var server = await FakeServer.StartAsync(context => FakeServer.WriteAsync(context, 200, Pictures));

        await SendAsync(server, Requests.Plain);

        Assert.Equal(["prompt"], server.Body!.Select(field => field.Key));
    }

    [Fact]
    public async Task A_request_with_a_mask_goes_to_edits()
    {
        await using var server = await FakeServer.StartAsync(context => FakeServer.WriteAsync(context, 200, Pictures));

        await SendAsync(server, Requests.Plain with { MaskRatio = 0.25, Size = new ImageSize(64, 64) });

        Assert.Equal("POST /v1/images/edits", server.Calls.Single());
        Assert.StartsWith("data:image/png;base64,", (string?)server.Body!["images"]![0]!["image_url"], StringComparison.Ordinal);
        Assert.StartsWith("data:image/png;base64,", (string?)server.Body!["mask"]!["image_url"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_answer_tells_phases_id_and_length()
    {
        await using var server = await FakeServer.StartAsync(context =>
        {
            context.Response.Headers["Server-Timing"] = "queue;dur=12.5, denoise;dur=800, total;dur=900";
            context.Response.Headers["x-request-id"] = "req_1";
            return FakeServer.WriteAsync(context, 200, Pictures);
        });

        var answer = await SendAsync(server, Requests.Plain);

        Assert.Equal((Outcome.Completed, 200, "req_1", Pictures.Length), (answer.Outcome, answer.Status, answer.RequestId, answer.Bytes));
        Assert.Equal(12.5, answer.PhasesMs["queue"]);
    }

    [Theory]
    [InlineData(429, """{"error":{"message":"Too much."}}""", Outcome.Refused, "Too much.")]
    [InlineData(503, """{"error":{"message":"Starting."}}""", Outcome.Refused, "Starting.")]
    [InlineData(400, """{"error":{"message":"size: wrong"},"detail":"other"}""", Outcome.Rejected, "size: wrong")]
    [InlineData(500, "boom", Outcome.Failed, "boom")]
    [InlineData(500, "", Outcome.Failed, "HTTP status 500")]
    [InlineData(200, """{"data":[]}""", Outcome.Failed, "The answer has no \"data\".")]
    [InlineData(200, "<html>", Outcome.Failed, "The answer has no \"data\".")]
    public async Task Every_failure_has_its_outcome_and_reason(int status, string body, object outcome, string? error)
    {
        await using var server = await FakeServer.StartAsync(context => FakeServer.WriteAsync(context, status, body));

        var answer = await SendAsync(server, Requests.Plain);

        Assert.Equal(((Outcome)outcome, (int?)status, error), (answer.Outcome, answer.Status, answer.Error));
    }

    [Theory]
    [InlineData(false, "Bearer secret")]
    [InlineData(true, "Bearer alice")]
    public async Task A_key_of_the_trace_is_sent_when_asked(bool sendsTraceKeys, string expected)
    {
        await using var server = await FakeServer.StartAsync(context => FakeServer.WriteAsync(context, 200, Pictures));

        await SendAsync(server, Requests.Full, new TargetOptions(server.Address, ApiKey: "secret", SendsTraceKeys: sendsTraceKeys));

        Assert.Equal(expected, server.Authorization);
    }

    [Fact]
    public async Task The_catalog_is_the_platforms_extension_of_the_model_list()
    {
        await using var server = await FakeServer.StartAsync(context => FakeServer.WriteAsync(context, 200, """
            {"data":[{"id":"tiny","swiftdiffusion":{"defaults":{"width":64,"height":96},"loras":["neon"],"controlnets":["canny","seg"]}},{"id":"other"}]}
            """));

        var catalog = await CatalogOf(server, null);

        Assert.Equal(("tiny", new ImageSize(64, 96)), (catalog.Model, catalog.DefaultSize));
        Assert.Equal(["neon"], catalog.Loras);
        Assert.Equal(["canny", "seg"], catalog.ControlNets);
        Assert.Empty((await CatalogOf(server, "other")).Loras);
        Assert.Contains("serves tiny, other", (await Assert.ThrowsAsync<UserException>(() => CatalogOf(server, "third"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named()
    {
        var address = new Uri("http://127.0.0.1:1");
        using var client = ApiClient.Create(address);

        var error = await Assert.ThrowsAsync<UserException>(() => new OpenAITarget(client, new TargetOptions(address)).ReadCatalogAsync(Cancellation));

        Assert.StartsWith("http://127.0.0.1:1/ does not answer", error.Message, StringComparison.Ordinal);
    }

    private static async Task<Answer> SendAsync(FakeServer server, TraceRequest request, TargetOptions? options = null)
    {
        using var client = ApiClient.Create(server.Address);
        return await new OpenAITarget(client, options ?? new TargetOptions(server.Address)).SendAsync(request, Cancellation);
    }

    private static async Task<LoadGen.AddOns.ServerCatalog> CatalogOf(FakeServer server, string? model)
    {
        using var client = ApiClient.Create(server.Address);
        return await new OpenAITarget(client, new TargetOptions(server.Address, model)).ReadCatalogAsync(Cancellation);
    }
}
