using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using SwiftDiffusion.LoadGen.AddOns;
using SwiftDiffusion.LoadGen.Pictures;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Targets;

/// <summary>The OpenAI images API: <c>POST /v1/images/generations</c>, and <c>/v1/images/edits</c> for requests with a mask.</summary>
internal sealed class OpenAITarget(ApiClient client, TargetOptions options) : ITarget
{
    private ImageSize _defaultSize = new(512, 512);

    public async Task<ServerCatalog> ReadCatalogAsync(CancellationToken cancellation)
    {
        var catalog = await ModelList.ReadAsync(client, options, cancellation).ConfigureAwait(false);
        _defaultSize = catalog.DefaultSize ?? _defaultSize;
        return catalog;
    }

    public async Task<Answer> SendAsync(TraceRequest request, CancellationToken cancellation)
    {
        var size = request.Size ?? _defaultSize;
        var body = ImagesBody.Create(request, options.Model, size);
        string path = "v1/images/generations";
        if (request.MaskRatio is { } ratio)
        {
            path = "v1/images/edits";
            body["images"] = new JsonArray(Picture(RequestPictures.Source(size)));
            body["mask"] = Picture(RequestPictures.TransparentMask(size, ratio));
        }

        var response = await client.SendAsync(HttpMethod.Post, path, body, Bearer(options, request.Key), cancellation).ConfigureAwait(false);
        return Answers.Of(response, "data");
    }

    public static AuthenticationHeaderValue? Bearer(TargetOptions options, string? traceKey) =>
        options.KeyOf(traceKey) is { } key ? new AuthenticationHeaderValue("Bearer", key) : null;

    private static JsonObject Picture(string base64) => new() { ["image_url"] = $"data:image/png;base64,{base64}" };
}
