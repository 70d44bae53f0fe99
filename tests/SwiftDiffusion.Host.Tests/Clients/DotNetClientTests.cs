using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Images;
using SwiftDiffusion.Engine.Images;
using SwiftDiffusion.Testing.Stores;

namespace SwiftDiffusion.Host.Tests.Clients;

/// <summary>The clients that .NET applications use, with the built-in model behind.</summary>
public sealed class DotNetClientTests(ClientServers servers)
{
    private const int Side = 64;
    private static readonly GeneratedImageSize Size = new(Side, Side);

    [Theory]
    [MemberData(nameof(ClientServers.Stores), MemberType = typeof(ClientServers))]
    public async Task The_official_client_generates_and_edits(StoreKind store)
    {
        var client = await ClientAsync(store);
        var generated = (await client.GenerateImageAsync(
            "red heart", new OpenAI.Images.ImageGenerationOptions { Size = Size }, TestContext.Current.CancellationToken)).Value.ImageBytes;
        Assert.Equal((Side, Side), SizeOf(generated.ToArray()));

        var edited = (await client.GenerateImageEditAsync(
            generated.ToStream(), "heart.png", "blue heart", new ImageEditOptions { Size = Size }, TestContext.Current.CancellationToken)).Value.ImageBytes;
        Assert.Equal((Side, Side), SizeOf(edited.ToArray()));
        Assert.NotEqual(generated.ToArray(), edited.ToArray());
    }

    [Theory]
    [MemberData(nameof(ClientServers.Stores), MemberType = typeof(ClientServers))]
    public async Task The_official_client_streams(StoreKind store)
    {
        var client = await ClientAsync(store);
        using var content = BinaryContent.Create(BinaryData.FromString(
            $$"""{"prompt":"red heart","size":"{{Side}}x{{Side}}","stream":true,"partial_images":2,"num_inference_steps":6}"""));
        var options = new RequestOptions { BufferResponse = false, CancellationToken = TestContext.Current.CancellationToken };
        using var response = (await client.GenerateImagesAsync(content, options)).GetRawResponse();
        var names = new List<string>();
        await foreach (var item in SseParser.Create(response.ContentStream!).EnumerateAsync(TestContext.Current.CancellationToken))
        {
            names.Add(item.EventType);
            Assert.Equal((Side, Side), SizeOf(JsonElement.Parse(item.Data).GetProperty("b64_json").GetBytesFromBase64()));
        }

        Assert.Equal(["image_generation.partial_image", "image_generation.partial_image", "image_generation.completed"], names);
    }

    [Theory]
    [MemberData(nameof(ClientServers.Stores), MemberType = typeof(ClientServers))]
    public async Task Microsofts_abstraction_generates_and_edits(StoreKind store)
    {
        var client = await ClientAsync(store);
        using var generator = client.AsIImageGenerator();
        var options = new Microsoft.Extensions.AI.ImageGenerationOptions { Count = 2, ImageSize = new System.Drawing.Size(Side, Side) };
        var generated = await generator.GenerateImagesAsync("red heart", options, TestContext.Current.CancellationToken);
        var pictures = generated.Contents.OfType<DataContent>().ToArray();
        Assert.Equal(2, pictures.Length);
        Assert.NotEqual(pictures[0].Data.ToArray(), pictures[1].Data.ToArray());

        options.Count = 1;
        var edited = await generator.EditImageAsync(pictures[0], "blue heart", options, TestContext.Current.CancellationToken);
        Assert.Equal((Side, Side), SizeOf(Assert.IsType<DataContent>(Assert.Single(edited.Contents)).Data.ToArray()));
    }

    private async Task<ImageClient> ClientAsync(StoreKind store)
    {
        var server = await servers.OfAsync(store);
        return new ImageClient(server.Model, new ApiKeyCredential(ClientServer.Key), new OpenAIClientOptions { Endpoint = new Uri(server.Address, "v1") });
    }

    private static (int, int) SizeOf(byte[] file) => ImageCodec.ReadSize(file, ImageLimits.Default);
}
