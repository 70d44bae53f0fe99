using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.AddOns;
using SwiftDiffusion.Gateway.Errors;
using SwiftDiffusion.Gateway.Fleet;
using SwiftDiffusion.Gateway.Requests;
using SwiftDiffusion.Queue.AddOns;
using SwiftDiffusion.Queue.Jobs;

namespace SwiftDiffusion.Gateway.Registry;

/// <summary>
/// Removes what was registered. Main path: (1) see that it may go: it came over the API, and nothing registered is for it, (2) take it from the registry, (3) wait for
/// the workers to let go of it, (4) end the jobs that wait for a model, as nobody will make them, (5) answer.
/// </summary>
internal sealed class AddOnRemovals(
    AddOnRegistry registry, JobQueue jobs, AddOnLookup lookup, FleetWatch fleet, TimeProvider time, GatewayTelemetry telemetry, ProblemWriter problems)
{
    /// <summary>How long a removal waits for the workers to let go; they hear of it at once.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    public async Task RemoveAsync(HttpContext context, AddOnKind kind, string name)
    {
        // 1. May it?
        if (await lookup.FindAsync(context, kind, name) is not { } body)
            return;
        if (await ObstacleAsync(kind, body, context.RequestAborted) is { } obstacle)
        {
            await problems.WriteAsync(context, obstacle);
            return;
        }

        // 2. The registry.
        await registry.RemoveAsync(kind, name, context.RequestAborted);
        telemetry.AddOnChanged(kind, "remove", "removed");

        // 3. The workers.
        long start = time.GetTimestamp();
        bool waits = context.Request.Query["wait"] != "false";
        while (waits && AddOnBodies.IsOffered(kind, body.Model, name, fleet.View) && time.GetElapsedTime(start) < Patience)
            await Task.Delay(Interval, time, context.RequestAborted);

        // 4. Waiting jobs.
        if (kind == AddOnKind.Model)
            await jobs.AbandonAsync(name, new JobFailure(FailureCode.UnknownModel, $"model: '{name}' was removed while the job waited.", "model"), context.RequestAborted);

        // 5. Answer.
        var answer = new AddOnDeletedBody(body.Object, name, Deleted: true) { Id = kind == AddOnKind.Model ? name : null };
        await context.Response.WriteAsJsonAsync(answer, RegistryJson.Default.AddOnDeletedBody, contentType: null, context.RequestAborted);
    }

    private async Task<ApiProblem?> ObstacleAsync(AddOnKind kind, AddOnBody body, CancellationToken cancellationToken)
    {
        string name = FoundText.Shorten(body.Name);
        if (body.Origin == AddOnBodies.OwnOrigin)
        {
            return Conflict("not_registered", kind == AddOnKind.Model
                ? $"{name} is a model that the workers were started with; it is removed from their command line or settings, and they are started anew."
                : $"{name} belongs to the model's folder or the operator's list; it is removed there, and the workers started anew.");
        }

        if (kind != AddOnKind.Model)
            return null;
        string[] users =
        [
            .. (await registry.ListAsync(cancellationToken)).Entries.Select(entry => entry.Registration).Where(addOn => addOn.Kind != AddOnKind.Model && addOn.Model == body.Name)
                .Select(addOn => $"the {addOn.Kind.Word()} {addOn.Name}"),
        ];
        return users.Length == 0 ? null : Conflict("in_use", $"What is registered for the model {name} has to be removed first: {string.Join(", ", users)}.");
    }

    private static ApiProblem Conflict(string code, string message) => new(StatusCodes.Status409Conflict, code, message, "name", IsRetryable: false, []);
}
