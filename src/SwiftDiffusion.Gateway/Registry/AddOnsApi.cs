using SwiftDiffusion.Contracts.AddOns;
using SwiftDiffusion.Gateway.Fleet;
using SwiftDiffusion.Queue.AddOns;

namespace SwiftDiffusion.Gateway.Registry;

/// <summary>Shows and warms models, adapters and ControlNets: those that the workers were started with and those that were registered.</summary>
internal sealed class AddOnsApi(AddOnRegistry registry, AddOnLookup lookup, FleetWatch fleet, GatewayTelemetry telemetry)
{
    public async Task ListAsync(HttpContext context, AddOnKind kind)
    {
        string? model = context.Request.Query["model"] is [{ Length: > 0 } asked] ? asked : null;
        var view = fleet.View;
        var registered = (await registry.ListAsync(context.RequestAborted)).Entries.Where(entry => entry.Registration.Kind == kind).ToArray();
        var names = registered.Select(entry => (entry.Registration.Model, entry.Registration.Name)).ToHashSet();
        var own = from served in view.Models
                  from name in AddOnBodies.NamesOf(served, kind)
                  where !names.Contains((served.Id, name))
                  select AddOnBodies.Of(kind, served.Id, name, view);
        var all = own.Concat(registered.Select(entry => AddOnBodies.Of(entry, view))).Where(body => model is null || body.Model == model);
        await context.Response.WriteAsJsonAsync(new AddOnListBody("list", [.. all]), RegistryJson.Default.AddOnListBody, contentType: null, context.RequestAborted);
    }

    public async Task GetAsync(HttpContext context, AddOnKind kind, string name)
    {
        if (await lookup.FindAsync(context, kind, name) is { } body)
            await WriteAsync(context, body, fleet.View, StatusCodes.Status200OK);
    }

    public async Task WarmAsync(HttpContext context, AddOnKind kind, string name)
    {
        if (await lookup.FindAsync(context, kind, name) is not { } body)
            return;
        await registry.WarmAsync(kind, name, context.RequestAborted);
        telemetry.AddOnChanged(kind, "warm", "asked");
        await WriteAsync(context, body, fleet.View, StatusCodes.Status202Accepted);
    }

    public static Task WriteAsync(HttpContext context, AddOnBody body, FleetView view, int status)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        if (status != StatusCodes.Status200OK)
            context.Response.Headers.Location = $"/v1/{body.Object}s/{body.Name}";
        return body.Object == AddOnKind.Model.Word()
            ? context.Response.WriteAsJsonAsync(RegisteredModels.BodyOf(body, view), GatewayJson.Default.ModelBody, contentType: null, context.RequestAborted)
            : context.Response.WriteAsJsonAsync(body, RegistryJson.Default.AddOnBody, contentType: null, context.RequestAborted);
    }
}
