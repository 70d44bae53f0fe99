using SwiftDiffusion.Contracts.AddOns;
using SwiftDiffusion.Gateway.Errors;
using SwiftDiffusion.Gateway.Fleet;
using SwiftDiffusion.Gateway.Requests;
using SwiftDiffusion.Queue.AddOns;

namespace SwiftDiffusion.Gateway.Registry;

/// <summary>Finds what a route names, among what was registered and what the models brought along.</summary>
internal sealed class AddOnLookup(AddOnRegistry registry, FleetWatch fleet, ProblemWriter problems)
{
    /// <returns>Null when there is none of that name, which has been answered then.</returns>
    public async Task<AddOnBody?> FindAsync(HttpContext context, AddOnKind kind, string name)
    {
        var view = fleet.View;
        if (AddOnRegistration.IsName(name) && await registry.FindAsync(kind, name, context.RequestAborted) is { } entry)
            return AddOnBodies.Of(entry, view);
        if (view.Models.FirstOrDefault(served => AddOnBodies.Offers(served, kind, name)) is { } model)
            return AddOnBodies.Of(kind, model.Id, name, view);
        string word = kind.Word();
        string message = $"There is no {word} \"{FoundText.Shorten(name)}\"; GET {AddOnBodies.RouteOf(kind)} lists them.";
        await problems.WriteAsync(context, new ApiProblem(StatusCodes.Status404NotFound, $"unknown_{word}", message, "name", IsRetryable: false, []));
        return null;
    }
}
