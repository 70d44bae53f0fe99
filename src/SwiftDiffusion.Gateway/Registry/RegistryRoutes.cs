using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using SwiftDiffusion.Contracts.AddOns;
using SwiftDiffusion.Gateway.Jobs;
using SwiftDiffusion.Gateway.Models;
using SwiftDiffusion.Gateway.Reference;

namespace SwiftDiffusion.Gateway.Registry;

/// <summary>Maps the registry of models, adapters and ControlNets.</summary>
internal static class RegistryRoutes
{
    /// <summary>Of a form, besides its file.</summary>
    private const long FormSizeBytes = 1 << 20;

    public static void Map(IEndpointRouteBuilder app)
    {
        var options = app.ServiceProvider.GetRequiredService<IOptions<RegistryOptions>>().Value;
        foreach (var kind in new[] { AddOnKind.Adapter, AddOnKind.ControlNet })
        {
            var group = GroupOf(app, kind);
            group.MapGet("", (AddOnsApi api, HttpContext context) => api.ListAsync(context, kind)).WithMetadata(RegistryReference.List(kind));
            group.MapGet("/{name}", (AddOnsApi api, HttpContext context, string name) => api.GetAsync(context, kind, name)).WithMetadata(RegistryReference.Get(kind));
            var changes = Changes(group, kind, options);
            changes.MapDelete("/{name}", (AddOnRemovals api, HttpContext context, string name) => api.RemoveAsync(context, kind, name))
                .WithMetadata(RegistryReference.Remove(kind));
            changes.MapPost("/{name}/warm", (AddOnsApi api, HttpContext context, string name) => api.WarmAsync(context, kind, name))
                .WithMetadata(RegistryReference.Warm(kind));
        }

        MapModels(app, options);
    }

    /// <summary>Listed they are with the others, in the OpenAI API's form. Ids of those that workers were started with may hold slashes.</summary>
    private static void MapModels(IEndpointRouteBuilder app, RegistryOptions options)
    {
        const AddOnKind kind = AddOnKind.Model;
        var changes = Changes(GroupOf(app, kind), kind, options);
        changes.MapDelete("/{**id}", (AddOnRemovals api, HttpContext context, string id) => api.RemoveAsync(context, kind, ModelsApi.IdOf(id)))
            .WithMetadata(RegistryReference.Remove(kind));
        changes.MapPost("/{id}/warm", (AddOnsApi api, HttpContext context, string id) => api.WarmAsync(context, kind, ModelsApi.IdOf(id)))
            .WithMetadata(RegistryReference.Warm(kind));
    }

    private static RouteGroupBuilder GroupOf(IEndpointRouteBuilder app, AddOnKind kind)
    {
        var group = app.MapGroup(AddOnBodies.RouteOf(kind)).WithTags("Registry");
        group.AddEndpointFilter((context, next) => context.HttpContext.RequestServices.GetRequiredService<StoreCheck>().InvokeAsync(context, next));
        return group;
    }

    /// <summary>Where managers alone may go, registering included.</summary>
    private static RouteGroupBuilder Changes(RouteGroupBuilder group, AddOnKind kind, RegistryOptions options)
    {
        var changes = group.MapGroup("");
        changes.AddEndpointFilter((context, next) => context.HttpContext.RequestServices.GetRequiredService<ManagerCheck>().InvokeAsync(context, next));
        changes.MapPost("", (AddOnChanges api, HttpContext context) => api.RegisterAsync(context, kind))
            .WithMetadata(RegistryReference.Register(kind), new RequestSizeLimitAttribute(options.MaxUploadSizeOf(kind) + FormSizeBytes));
        return changes;
    }
}
