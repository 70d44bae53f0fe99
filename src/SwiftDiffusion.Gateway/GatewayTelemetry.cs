using System.Diagnostics;
using System.Diagnostics.Metrics;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.AddOns;

namespace SwiftDiffusion.Gateway;

/// <summary>
/// The gateway's activity source and meter, both named <c>SwiftDiffusion.Gateway</c>. Names follow OpenTelemetry's GenAI conventions where
/// they have one; durations of HTTP requests are ASP.NET Core's own <c>http.server.request.duration</c>.
/// </summary>
internal sealed class GatewayTelemetry(IMeterFactory meters) : IDisposable
{
    public const string Name = "SwiftDiffusion.Gateway";
    private const string ModelTag = "gen_ai.request.model";
    private const string CompletedOutcome = "completed";

    private readonly ActivitySource _activities = new(Name);
    private readonly Counter<long> _generations = meters.Create(Name).CreateCounter<long>(
        "swiftdiffusion.gateway.generations", "{request}", "Image requests by outcome: completed, or the tag of the failure.");
    private readonly Counter<long> _addOns = meters.Create(Name).CreateCounter<long>(
        "swiftdiffusion.gateway.add_on_changes", "{change}", "Add-ons registered and removed, by what came of it.");

    /// <summary>Counts what was done to the registry, and what came of it.</summary>
    public void AddOnChanged(AddOnKind kind, string operation, string outcome) =>
        _addOns.Add(1, new("kind", kind.Word()), new("operation", operation), new("outcome", outcome));

    public Activity? StartGeneration(GenerationJob job)
    {
        var activity = _activities.StartActivity($"generate_content {job.Model}");
        activity?.SetTag("gen_ai.operation.name", "generate_content").SetTag("gen_ai.output.type", "image")
            .SetTag("gen_ai.provider.name", "swiftdiffusion").SetTag(ModelTag, job.Model)
            .SetTag("gen_ai.request.choice.count", job.ImageCount).SetTag("gen_ai.request.seed", job.Seed)
            .SetTag("gen_ai.request.image.width", job.Width).SetTag("gen_ai.request.image.height", job.Height);
        return activity;
    }

    public void Ended(Activity? activity, GenerationJob job, GenerationOutcome outcome)
    {
        var failure = (outcome as GenerationOutcome.Failed)?.Failure;
        _generations.Add(1, new("outcome", failure?.Code.Tag() ?? CompletedOutcome), new(ModelTag, job.Model));
        if (failure is not null)
            activity?.SetTag("error.type", failure.Code.Tag()).SetStatus(ActivityStatusCode.Error);
    }

    /// <summary>Counts a request that never became a job; its model is left out, as clients may write anything there.</summary>
    public void Refused(FailureCode code) => _generations.Add(1, new KeyValuePair<string, object?>("outcome", code.Tag()));

    public void Dispose() => _activities.Dispose();
}
