using System.Text.Json.Nodes;
using SwiftDiffusion.LoadGen.AddOns;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Targets;

/// <summary><c>GET /v1/models</c> with the platform's extension; any other OpenAI-compatible server simply lists no add-ons.</summary>
internal static class ModelList
{
    /// <exception cref="UserException">The server does not answer, or does not serve the model.</exception>
    public static async Task<ServerCatalog> ReadAsync(ApiClient client, TargetOptions options, CancellationToken cancellation)
    {
        var response = await Catalogs.GetAsync(client, "v1/models", OpenAITarget.Bearer(options, null), options.Address, cancellation).ConfigureAwait(false);
        var models = (response.Json()?["data"] as JsonArray ?? []).OfType<JsonObject>().ToArray();
        if (models.Length == 0)
            throw new UserException($"{options.Address}v1/models lists no model; is it an OpenAI-compatible image server?");
        var model = options.Model is null ? models[0] : models.FirstOrDefault(model => model["id"]?.ToString() == options.Model);
        if (model is null)
            throw new UserException($"--model is \"{options.Model}\"; {options.Address} serves {string.Join(", ", models.Select(known => known["id"]))}.");
        var extension = model["swiftdiffusion"] as JsonObject;
        return new ServerCatalog(model["id"]?.ToString(), SizeOf(extension?["defaults"]), Catalogs.Names(extension?["loras"]), Catalogs.Names(extension?["controlnets"]));
    }

    private static ImageSize? SizeOf(JsonNode? defaults) =>
        defaults?["width"]?.GetValue<int>() is { } width && defaults["height"]?.GetValue<int>() is { } height ? new ImageSize(width, height) : null;
}
