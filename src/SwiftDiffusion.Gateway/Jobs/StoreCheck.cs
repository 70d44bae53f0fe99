using SwiftDiffusion.Gateway.Errors;
using SwiftDiffusion.Gateway.Fleet;

namespace SwiftDiffusion.Gateway.Jobs;

/// <summary>Refuses requests that need the queue's store at once while it is away, instead of waiting for it as long as it may take.</summary>
internal sealed class StoreCheck(FleetWatch fleet, ProblemWriter problems)
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (fleet.HasStore)
            return await next(context);
        await problems.WriteAsync(context.HttpContext, ApiProblem.From(Refusals.NoStore));
        return Results.Empty;
    }
}
