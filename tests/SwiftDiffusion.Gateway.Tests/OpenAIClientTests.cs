using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net.ServerSentEvents;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Images;
using OpenAI.Models;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Tests;

/// <summary>What the official .NET client makes of the gateway.</summary>
public sealed class OpenAIClientTests
{
    private static readonly ApiKeyCredential AnyKey = new("unused");

    [Fact]
    public async Task The_official_client_gets_its_pictures()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var options = new OpenAI.Images.ImageGenerationOptions
        {
            Size = new GeneratedImageSize(256, 128),
            ResponseFormat = GeneratedImageFormat.Bytes,
            EndUserId = "me",
        };
        var images = (await Client(gateway).GenerateImagesAsync("a red house", 2, options, TestContext.Current.CancellationToken)).Value;

        Assert.Equal(2, images.Count);
        Assert.All(images, image => Assert.Equal(Samples.PngBytes, image.ImageBytes.ToArray()));
        var job = gateway.Service.LastJob!;
        Assert.Equal(("a red house", 256, 128), (job.Prompt, job.Width, job.Height));
    }

    [Fact]
    public async Task The_official_client_is_given_an_address_where_the_picture_is()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var options = new OpenAI.Images.ImageGenerationOptions { ResponseFormat = GeneratedImageFormat.Uri };
        var image = (await Client(gateway).GenerateImageAsync("a red house", options, TestContext.Current.CancellationToken)).Value;
        Assert.Equal(Samples.PngBytes, await gateway.Client.GetByteArrayAsync(image.ImageUri, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_official_client_names_the_code_and_the_field_of_an_error()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var options = new OpenAI.Images.ImageGenerationOptions { Size = new GeneratedImageSize(100, 100) };
        var failure = await Assert.ThrowsAsync<ClientResultException>(
            () => Client(gateway).GenerateImageAsync("a red house", options, TestContext.Current.CancellationToken));

        Assert.Equal(400, failure.Status);
        Assert.Contains("HTTP 400 (invalid_request_error: invalid_request)", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Parameter: size", failure.Message, StringComparison.Ordinal);
        Assert.Contains("found \"100x100\"", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_official_client_does_not_repeat_what_would_fail_again()
    {
        int attempts = 0;
        await using var gateway = await RunningGateway.StartAsync();
        gateway.Service.Answer = (_, _) =>
        {
            attempts++;
            return Task.FromResult<GenerationOutcome>(new JobFailure(FailureCode.AdapterLoadFailed, "The file is cut off."));
        };
        var failure = await Assert.ThrowsAsync<ClientResultException>(
            () => Client(gateway).GenerateImageAsync("a red house", cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal((422, 1), (failure.Status, attempts));
    }

    [Fact]
    public async Task The_official_client_repeats_what_may_succeed_later()
    {
        int attempts = 0;
        await using var gateway = await RunningGateway.StartAsync(options => options.RetryAfter = TimeSpan.FromSeconds(1));
        gateway.Service.Answer = (job, _) => Task.FromResult<GenerationOutcome>(
            attempts++ == 0 ? new JobFailure(FailureCode.Overloaded, "Too much to do.") : Samples.Result(job));
        var image = (await Client(gateway).GenerateImageAsync("a red house", cancellationToken: TestContext.Current.CancellationToken)).Value;
        Assert.Equal((2, Samples.PngBytes.Length), (attempts, image.ImageBytes.ToArray().Length));
    }

    [Fact]
    public async Task The_official_client_lists_the_models()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var client = new OpenAIModelClient(AnyKey, Options(gateway));
        var models = (await client.GetModelsAsync(TestContext.Current.CancellationToken)).Value;
        Assert.Equal(["tiny", "owner/plain"], models.Select(model => model.Id));
    }

    [Fact]
    public async Task The_official_client_edits_a_picture_under_a_mask()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var picture = new MemoryStream(Samples.PngBytes);
        using var mask = new MemoryStream(Samples.PngBytes);
        var options = new ImageEditOptions { Size = new GeneratedImageSize(256, 128) };
        var images = (await Client(gateway).GenerateImageEditsAsync(
            picture, "picture.png", "make it blue", mask, "mask.png", 2, options, TestContext.Current.CancellationToken)).Value;

        Assert.Equal(2, images.Count);
        var job = gateway.Service.LastJob!;
        Assert.Equal(("make it blue", 256), (job.Prompt, job.Width));
        Assert.Equal(Samples.PngBytes, job.Source!.Mask!.Image.ToArray());
    }

    [Fact]
    public async Task The_official_client_streams_through_its_protocol_method()
    {
        await using var gateway = await RunningGateway.StartAsync();
        gateway.Service.Meanwhile = (_, progress) =>
        {
            progress.Report(new GenerationProgress.Previewed(0, 0, Samples.PngBytes));
            return Task.CompletedTask;
        };
        using var content = BinaryContent.Create(BinaryData.FromString("""{"prompt":"p","stream":true,"partial_images":1}"""));
        var options = new RequestOptions { BufferResponse = false, CancellationToken = TestContext.Current.CancellationToken };
        var result = await Client(gateway).GenerateImagesAsync(content, options);

        using var response = result.GetRawResponse();
        var names = new List<string>();
        await foreach (var item in SseParser.Create(response.ContentStream!).EnumerateAsync(TestContext.Current.CancellationToken))
            names.Add(item.EventType);
        Assert.Equal(["image_generation.partial_image", "image_generation.completed"], names);
    }

    [Fact]
    public async Task An_application_gets_its_picture_through_Microsofts_abstraction()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var generator = Client(gateway).AsIImageGenerator();
        var options = new Microsoft.Extensions.AI.ImageGenerationOptions { Count = 2, ImageSize = new System.Drawing.Size(256, 128) };
        var response = await generator.GenerateImagesAsync("a red house", options, TestContext.Current.CancellationToken);

        Assert.Equal(2, response.Contents.Count);
        Assert.All(response.Contents, content => Assert.Equal(Samples.PngBytes, Assert.IsType<DataContent>(content).Data.ToArray()));
        Assert.Equal((256, 2), (gateway.Service.LastJob!.Width, gateway.Service.LastJob.ImageCount));
    }

    [Fact]
    public async Task An_application_edits_a_picture_through_Microsofts_abstraction()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var generator = Client(gateway).AsIImageGenerator();
        var original = new DataContent(Samples.PngBytes, "image/png") { Name = "a.png" };
        var response = await generator.EditImageAsync(original, "make it blue", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Single(response.Contents);
        Assert.Equal(Samples.PngBytes, gateway.Service.LastJob!.Source!.Image.ToArray());
    }

    private static ImageClient Client(RunningGateway gateway) => new("tiny", AnyKey, Options(gateway));

    private static OpenAIClientOptions Options(RunningGateway gateway) => new() { Endpoint = new Uri(gateway.Address, "v1") };
}
