using SwiftDiffusion.Contracts;
using SwiftDiffusion.Gateway.Errors;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.Models;

/// <summary><c>GET /v1/models</c> and <c>GET /v1/models/{id}</c>.</summary>
internal sealed class ModelsApi(IGenerationService service, ProblemWriter problems)
{
    public Task ListAsync(HttpContext context)
    {
        var body = new ModelListBody("list", [.. service.Models.Select(ModelBody.From)]);
        return context.Response.WriteAsJsonAsync(body, GatewayJson.Default.ModelListBody, contentType: null, context.RequestAborted);
    }

    public Task GetAsync(HttpContext context, string id)
    {
        // The one escape the server leaves in a path; clients send it for ids like "owner/model".
        string asked = id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        var model = service.Models.FirstOrDefault(model => model.Id == asked);
        if (model is not null)
        {
            return context.Response.WriteAsJsonAsync(
                ModelBody.From(model), GatewayJson.Default.ModelBody, contentType: null, context.RequestAborted);
        }

        string accepted = KnownName.Accepted(asked, [.. service.Models.Select(known => known.Id)]);
        return problems.WriteAsync(context, ApiProblem.From([new RequestProblem("model", $"\"{FoundText.Shorten(asked)}\"", accepted, FailureCode.UnknownModel)]));
    }
}
