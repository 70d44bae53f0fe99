using SwiftDiffusion.Gateway.WebUi;

namespace SwiftDiffusion.Gateway.Models;

/// <summary><c>GET /v1/noise-schedulers</c>: what any model served can use, with names for people.</summary>
internal sealed class NoiseSchedulersApi(IGenerationService service)
{
    private static readonly Dictionary<string, string> Names = Samplers.All
        .SelectMany(sampler => new (string? Id, string Name)[] { (sampler.Uniform, sampler.Name), (sampler.Karras, $"{sampler.Name} Karras") })
        .Where(named => named.Id is not null).ToDictionary(named => named.Id!, named => named.Name);

    public Task ListAsync(HttpContext context)
    {
        var ids = service.Models.SelectMany(model => model.NoiseSchedulers).Distinct();
        var body = new NoiseSchedulerListBody("list", [.. ids.Select(id => new NoiseSchedulerBody(id, Names.GetValueOrDefault(id, id)))]);
        return context.Response.WriteAsJsonAsync(body, GatewayJson.Default.NoiseSchedulerListBody, contentType: null, context.RequestAborted);
    }
}
