using System.ClientModel;
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
        var options = new ImageGenerationOptions
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
        var options = new ImageGenerationOptions { ResponseFormat = GeneratedImageFormat.Uri };
        var image = (await Client(gateway).GenerateImageAsync("a red house", options, TestContext.Current.CancellationToken)).Value;
        Assert.Equal(Samples.PngBytes, await gateway.Client.GetByteArrayAsync(image.ImageUri, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_official_client_names_the_code_and_the_field_of_an_error()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var options = new ImageGenerationOptions { Size = new GeneratedImageSize(100, 100) };
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
    public async Task The_official_client_lists_the_models()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var client = new OpenAIModelClient(AnyKey, Options(gateway));
        var models = (await client.GetModelsAsync(TestContext.Current.CancellationToken)).Value;
        Assert.Equal(["tiny", "owner/plain"], models.Select(model => model.Id));
    }

    private static ImageClient Client(RunningGateway gateway) => new("tiny", AnyKey, Options(gateway));

    private static OpenAIClientOptions Options(RunningGateway gateway) => new() { Endpoint = new Uri(gateway.Address, "v1") };
}
