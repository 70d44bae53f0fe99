using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SwiftDiffusion.LoadGen.AddOns;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Targets;

/// <summary>
/// The AUTOMATIC1111 API: <c>POST /sdapi/v1/txt2img</c>, and <c>img2img</c> for requests with a mask. LoRAs are tags of the prompt, ControlNets units of
/// the ControlNet extension.
/// </summary>
internal sealed class A1111Target(ApiClient client, TargetOptions options) : ITarget
{
    public async Task<ServerCatalog> ReadCatalogAsync(CancellationToken cancellation)
    {
        var authorization = Basic(null);
        var loras = await Catalogs.GetAsync(client, "sdapi/v1/loras", authorization, options.Address, cancellation).ConfigureAwait(false);
        // A server without the extension has no such route.
        var controlNets = await client.SendAsync(HttpMethod.Get, "controlnet/model_list", null, authorization, cancellation).ConfigureAwait(false);
        return ServerCatalog.Empty with { Model = options.Model, Loras = LoraNames(loras), ControlNets = Catalogs.Names(controlNets.Json()?["model_list"]) };
    }

    public async Task<Answer> SendAsync(TraceRequest request, CancellationToken cancellation)
    {
        string path = request.MaskRatio is null ? "sdapi/v1/txt2img" : "sdapi/v1/img2img";
        var response = await client.SendAsync(HttpMethod.Post, path, A1111Body.Create(request, options.Model), Basic(request.Key), cancellation).ConfigureAwait(false);
        return Answers.Of(response, "images");
    }

    /// <summary>"name:password", as these servers use HTTP Basic.</summary>
    private AuthenticationHeaderValue? Basic(string? traceKey) =>
        options.KeyOf(traceKey) is { } key ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(key))) : null;

    private static IReadOnlyList<string> LoraNames(ApiResponse response)
    {
        try
        {
            return [.. (JsonNode.Parse(response.Content) as JsonArray ?? []).OfType<JsonObject>().Select(lora => lora["name"]?.ToString()).OfType<string>()];
        }
        catch (JsonException e)
        {
            throw new UserException("sdapi/v1/loras answered something else than JSON; is it an AUTOMATIC1111-compatible server?", e);
        }
    }
}
