using SwiftDiffusion.Contracts;
using SwiftDiffusion.Gateway.Errors;
using SwiftDiffusion.Gateway.Registry;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.Models;

/// <summary><c>GET /v1/models</c> and <c>GET /v1/models/{id}</c>: what requests may name, and on demand what is registered and not there yet.</summary>
/// <param name="service">Knows what is served.</param>
/// <param name="problems">Tells what is not.</param>
/// <param name="registered">Knows what was registered; null without a queue.</param>
internal sealed class ModelsApi(IGenerationService service, ProblemWriter problems, RegisteredModels? registered = null)
{
    private const string AllStates = "all";

    /// <summary>The id that a path names: the one escape the server leaves in it, which clients send for ids like "owner/model", is undone.</summary>
    public static string IdOf(string path) => path.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    public async Task ListAsync(HttpContext context)
    {
        string? state = context.Request.Query["state"];
        if (state is not (null or AllStates))
        {
            await problems.WriteAsync(context, ApiProblem.From([new RequestProblem("state", $"\"{FoundText.Shorten(state)}\"", $"{AllStates}, or nothing", FailureCode.InvalidRequest)]));
            return;
        }

        var known = state is null || registered is null ? [] : await registered.ListAsync(context.RequestAborted);
        var others = service.Models.Where(model => known.All(body => body.Id != model.Id)).Select(ModelBody.From);
        var list = new ModelListBody("list", [.. others, .. known]);
        await context.Response.WriteAsJsonAsync(list, GatewayJson.Default.ModelListBody, contentType: null, context.RequestAborted);
    }

    public async Task GetAsync(HttpContext context, string id)
    {
        string asked = IdOf(id);
        var body = registered is null ? null : await registered.FindAsync(asked, context.RequestAborted);
        body ??= service.Models.FirstOrDefault(model => model.Id == asked) is { } model ? ModelBody.From(model) : null;
        if (body is not null)
        {
            await context.Response.WriteAsJsonAsync(body, GatewayJson.Default.ModelBody, contentType: null, context.RequestAborted);
            return;
        }

        string accepted = KnownName.Accepted(asked, [.. service.Models.Select(known => known.Id)]);
        await problems.WriteAsync(context, ApiProblem.From([new RequestProblem("model", $"\"{FoundText.Shorten(asked)}\"", accepted, FailureCode.UnknownModel)]));
    }
}
