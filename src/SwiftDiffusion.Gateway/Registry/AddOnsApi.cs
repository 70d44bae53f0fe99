using SwiftDiffusion.Contracts.AddOns;
using SwiftDiffusion.Gateway.Errors;
using SwiftDiffusion.Gateway.Fleet;
using SwiftDiffusion.Gateway.Requests;
using SwiftDiffusion.Queue.AddOns;

namespace SwiftDiffusion.Gateway.Registry;

/// <summary>Shows, warms and removes adapters and ControlNets: those of the models' folders and those that were registered.</summary>
internal sealed class AddOnsApi(AddOnRegistry registry, FleetWatch fleet, TimeProvider time, GatewayTelemetry telemetry, ProblemWriter problems)
{
    /// <summary>How long a removal waits for the workers to let go; they hear of it at once.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

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
        if (await FindAsync(context, kind, name) is { } body)
            await WriteAsync(context, body, StatusCodes.Status200OK);
    }

    public async Task WarmAsync(HttpContext context, AddOnKind kind, string name)
    {
        if (await FindAsync(context, kind, name) is not { } body)
            return;
        await registry.WarmAsync(kind, name, context.RequestAborted);
        telemetry.AddOnChanged(kind, "warm", "asked");
        await WriteAsync(context, body, StatusCodes.Status202Accepted);
    }

    public async Task RemoveAsync(HttpContext context, AddOnKind kind, string name)
    {
        if (await FindAsync(context, kind, name) is not { } body)
            return;
        if (body.Origin == "model")
        {
            string message = $"{FoundText.Shorten(name)} belongs to the model's folder or the operator's list; it is removed there, and the workers started anew.";
            await problems.WriteAsync(context, new ApiProblem(StatusCodes.Status409Conflict, "not_registered", message, "name", IsRetryable: false, []));
            return;
        }

        await registry.RemoveAsync(kind, name, context.RequestAborted);
        telemetry.AddOnChanged(kind, "remove", "removed");
        long start = time.GetTimestamp();
        bool waits = context.Request.Query["wait"] != "false";
        while (waits && AddOnBodies.IsOffered(kind, body.Model, name, fleet.View) && time.GetElapsedTime(start) < Patience)
            await Task.Delay(Interval, time, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(
            new AddOnDeletedBody(body.Object, name, Deleted: true), RegistryJson.Default.AddOnDeletedBody, contentType: null, context.RequestAborted);
    }

    public static Task WriteAsync(HttpContext context, AddOnBody body, int status)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        if (status != StatusCodes.Status200OK)
            context.Response.Headers.Location = $"/v1/{body.Object}s/{body.Name}";
        return context.Response.WriteAsJsonAsync(body, RegistryJson.Default.AddOnBody, contentType: null, context.RequestAborted);
    }

    /// <summary>Null when there is none of that name, which has been answered then.</summary>
    private async Task<AddOnBody?> FindAsync(HttpContext context, AddOnKind kind, string name)
    {
        var view = fleet.View;
        if (await registry.FindAsync(kind, name, context.RequestAborted) is { } entry)
            return AddOnBodies.Of(entry, view);
        if (view.Models.FirstOrDefault(served => AddOnBodies.NamesOf(served, kind).Contains(name)) is { } model)
            return AddOnBodies.Of(kind, model.Id, name, view);
        string word = AddOnBodies.WordOf(kind);
        string message = $"There is no {word} \"{FoundText.Shorten(name)}\"; GET {AddOnBodies.RouteOf(kind)} lists them.";
        await problems.WriteAsync(context, new ApiProblem(StatusCodes.Status404NotFound, $"unknown_{word}", message, "name", IsRetryable: false, []));
        return null;
    }
}
