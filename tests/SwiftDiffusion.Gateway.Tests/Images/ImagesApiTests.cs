using System.Net;
using System.Text.Json;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Tests.Images;

public sealed class ImagesApiTests
{
    [Fact]
    public async Task A_prompt_becomes_a_picture_in_base64()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await gateway.GenerateAsync("""{"prompt":"a red house","seed":7,"n":2,"quality":"high"}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var json = await RunningGateway.JsonOf(response);
        Assert.True(json.GetProperty("created").GetInt64() > 1_700_000_000);
        Assert.Equal(
            ("tiny", "png", "128x128", "high", "opaque"),
            (Text(json, "model"), Text(json, "output_format"), Text(json, "size"), Text(json, "quality"), Text(json, "background")));
        Assert.Equal([7L, 8L], json.GetProperty("data").EnumerateArray().Select(image => image.GetProperty("seed").GetInt64()));
        Assert.All(
            json.GetProperty("data").EnumerateArray(),
            image => Assert.Equal(Samples.PngBytes, image.GetProperty("b64_json").GetBytesFromBase64()));
        Assert.Equal(("a red house", 30), (gateway.Service.LastJob!.Prompt, gateway.Service.LastJob.InferenceSteps));
    }

    [Fact]
    public async Task A_request_without_a_seed_gets_a_fresh_one_and_is_told()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await gateway.GenerateAsync("""{"prompt":"p"}""");
        var json = await RunningGateway.JsonOf(response);
        Assert.Equal(FixedSeedSource.Seed, json.GetProperty("data")[0].GetProperty("seed").GetInt64());
    }

    [Fact]
    public async Task A_picture_with_LoRAs_says_when_they_joined_and_another_does_not()
    {
        await using var gateway = await RunningGateway.StartAsync();
        gateway.Service.Answer = (job, _) => Task.FromResult<GenerationOutcome>(
            new GenerationResult([new GeneratedImage(Samples.PngBytes, "image/png", 1, "", [0, 7]), new GeneratedImage(Samples.PngBytes, "image/png", 2, "")], new GenerationTimings()));
        using var response = await gateway.GenerateAsync("""{"prompt":"p"}""");
        var images = (await RunningGateway.JsonOf(response)).GetProperty("data");
        Assert.Equal("[0,7]", images[0].GetProperty("attached_at").GetRawText());
        Assert.False(images[1].TryGetProperty("attached_at", out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData((24 * 1024) - 1)]
    [InlineData(24 * 1024)]
    [InlineData((24 * 1024) + 1)]
    [InlineData(1_000_000)]
    public async Task A_picture_of_any_size_arrives_whole(int size)
    {
        byte[] content = [.. Enumerable.Range(0, size).Select(i => (byte)(i * 31))];
        await using var gateway = await RunningGateway.StartAsync();
        gateway.Service.Answer = (job, _) => Task.FromResult<GenerationOutcome>(
            new GenerationResult([new GeneratedImage(content, "image/png", 1, "")], new GenerationTimings()));
        using var response = await gateway.GenerateAsync("""{"prompt":"p"}""");
        Assert.Equal(content, (await RunningGateway.JsonOf(response)).GetProperty("data")[0].GetProperty("b64_json").GetBytesFromBase64());
    }

    [Fact]
    public async Task A_bad_request_is_answered_with_every_problem()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await gateway.GenerateAsync("""{"prompt":"p","n":0,"sed":1}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var json = await RunningGateway.JsonOf(response);
        Assert.Equal(["n", "sed"], json.GetProperty("errors").EnumerateArray().Select(problem => Text(problem, "field")));
        Assert.Equal("n", Text(json.GetProperty("error"), "param"));
        Assert.Null(gateway.Service.LastJob);
    }

    [Fact]
    public async Task An_unknown_model_is_not_found()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await gateway.GenerateAsync("""{"prompt":"p","model":"dall-e-3"}""");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("unknown_model", Text((await RunningGateway.JsonOf(response)).GetProperty("error"), "code"));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Only_JSON_is_read(string contentType)
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await gateway.GenerateAsync("""{"prompt":"p"}""", contentType);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        var error = (await RunningGateway.JsonOf(response)).GetProperty("error");
        Assert.Equal($"Content-Type: found {contentType}; charset=utf-8; accepted: application/json.", Text(error, "message"));
    }

    [Fact]
    public async Task A_service_that_is_not_ready_refuses_work_and_says_why()
    {
        await using var gateway = await RunningGateway.StartAsync();
        gateway.Service.Readiness = Readiness.NotReady("loading model tiny");
        using var response = await gateway.GenerateAsync("""{"prompt":"p"}""");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("2", response.Headers.RetryAfter?.ToString());
        Assert.Equal("The service is not ready: loading model tiny.", Text(await RunningGateway.JsonOf(response), "detail"));
    }

    [Fact]
    public async Task A_service_without_models_is_not_ready()
    {
        await using var gateway = await RunningGateway.StartAsync();
        gateway.Service.Models = [];
        using var response = await gateway.GenerateAsync("""{"prompt":"p"}""");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
