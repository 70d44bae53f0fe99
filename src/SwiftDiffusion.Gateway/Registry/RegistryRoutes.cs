using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using SwiftDiffusion.Contracts.AddOns;
using SwiftDiffusion.Gateway.Jobs;
using SwiftDiffusion.Gateway.Reference;

namespace SwiftDiffusion.Gateway.Registry;

/// <summary>Maps the registry of adapters and ControlNets.</summary>
internal static class RegistryRoutes
{
    /// <summary>Of a form, besides its file.</summary>
    private const long FormSizeBytes = 1 << 20;

    public static void Map(IEndpointRouteBuilder app)
    {
        long limit = app.ServiceProvider.GetRequiredService<IOptions<RegistryOptions>>().Value.MaxUploadSizeBytes + FormSizeBytes;
        Map(app, AddOnKind.Adapter, limit);
        Map(app, AddOnKind.ControlNet, limit);
    }

    private static void Map(IEndpointRouteBuilder app, AddOnKind kind, long limit)
    {
        var group = app.MapGroup(AddOnBodies.RouteOf(kind)).WithTags("Registry");
        group.AddEndpointFilter((context, next) => context.HttpContext.RequestServices.GetRequiredService<StoreCheck>().InvokeAsync(context, next));
        group.MapGet("", (AddOnsApi api, HttpContext context) => api.ListAsync(context, kind)).WithMetadata(RegistryReference.List(kind));
        group.MapGet("/{name}", (AddOnsApi api, HttpContext context, string name) => api.GetAsync(context, kind, name)).WithMetadata(RegistryReference.Get(kind));

        var changes = group.MapGroup("");
        changes.AddEndpointFilter((context, next) => context.HttpContext.RequestServices.GetRequiredService<ManagerCheck>().InvokeAsync(context, next));
        changes.MapPost("", (AddOnChanges api, HttpContext context) => api.RegisterAsync(context, kind))
            .WithMetadata(RegistryReference.Register(kind), new RequestSizeLimitAttribute(limit));
        changes.MapDelete("/{name}", (AddOnsApi api, HttpContext context, string name) => api.RemoveAsync(context, kind, name))
            .WithMetadata(RegistryReference.Remove(kind));
        changes.MapPost("/{name}/warm", (AddOnsApi api, HttpContext context, string name) => api.WarmAsync(context, kind, name))
            .WithMetadata(RegistryReference.Warm(kind));
    }
}
