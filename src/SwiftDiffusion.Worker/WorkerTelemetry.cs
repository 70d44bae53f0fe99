using System.Diagnostics;
using System.Diagnostics.Metrics;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.AddOns;
using SwiftDiffusion.Queue.Claims;

namespace SwiftDiffusion.Worker;

/// <summary>
/// The worker's activity source and meter, both named <c>SwiftDiffusion.Worker</c>. Names follow OpenTelemetry's conventions for messaging and generative
/// models where they have one. Prompts are left out unless asked for.
/// </summary>
public sealed class WorkerTelemetry : IDisposable
{
    public const string Name = "SwiftDiffusion.Worker";

    /// <summary>Tag of the API key's name.</summary>
    public const string KeyTag = "key";

    private const string ModelTag = "gen_ai.request.model", ErrorTag = "error.type", OutcomeTag = "outcome";

    private readonly ActivitySource _activities = new(Name);
    private readonly bool _includesPrompts;
    private readonly Counter<long> _claimed;
    private readonly Counter<long> _ended;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _waited;
    private readonly Histogram<double> _phases;
    private readonly Counter<long> _restarts;
    private readonly Histogram<double> _checks;

    /// <param name="meters">Makes the meter.</param>
    /// <param name="includesPrompts">Whether activities carry the text of prompts.</param>
    public WorkerTelemetry(IMeterFactory meters, bool includesPrompts)
    {
        _includesPrompts = includesPrompts;
        var meter = meters.Create(Name);
        _claimed = meter.CreateCounter<long>("messaging.client.consumed.messages", "{message}", "Jobs claimed");
        _duration = meter.CreateHistogram<double>("messaging.process.duration", "s", "From the claim of a job to its settlement");
        _ended = meter.CreateCounter<long>("swiftdiffusion.worker.jobs", "{job}", "Attempts by outcome: completed, stopped, handed_back, or the tag of the failure");
        _waited = meter.CreateHistogram<double>("swiftdiffusion.worker.job.wait", "s", "From the acceptance of a job to its claim, by API key");
        _phases = meter.CreateHistogram<double>("swiftdiffusion.worker.phase.duration", "s", "Phases of completed jobs");
        _restarts = meter.CreateCounter<long>("swiftdiffusion.worker.engine.restarts", "{restart}", "Engines started anew");
        _checks = meter.CreateHistogram<double>("swiftdiffusion.worker.add_on.check.duration", "s", "Fetching and checking registered add-ons, by outcome: accepted, refused or stopped");
    }

    /// <summary>Begins a job's activity, which joins the trace of the request that made it.</summary>
    internal Activity? Claimed(LeasedJob job)
    {
        _claimed.Add(1, Model(job));
        _waited.Record(job.Waited.TotalSeconds, Model(job), new(KeyTag, job.ApiKeyId));
        ActivityContext.TryParse(job.TraceParent, null, isRemote: true, out var request);
        var activity = _activities.StartActivity($"process {job.Job.Model}", ActivityKind.Consumer, request);
        activity?.SetTag("messaging.operation.type", "process").SetTag("messaging.message.id", $"{job.Id}").SetTag("swiftdiffusion.job.attempt", job.Attempt)
            .SetTag("gen_ai.operation.name", "generate_content").SetTag("gen_ai.output.type", "image").SetTag(ModelTag, job.Job.Model)
            .SetTag("gen_ai.request.choice.count", job.Job.ImageCount).SetTag("gen_ai.request.seed", job.Job.Seed)
            .SetTag("gen_ai.request.image.width", job.Job.Width).SetTag("gen_ai.request.image.height", job.Job.Height);
        if (_includesPrompts)
            activity?.SetTag("swiftdiffusion.prompt", job.Job.Prompt).SetTag("swiftdiffusion.negative_prompt", job.Job.NegativePrompt);
        return activity;
    }

    /// <summary>An attempt is over.</summary>
    internal void Ended(Activity? activity, LeasedJob job, RunEnd end, TimeSpan elapsed)
    {
        string outcome = end.Tag;
        _ended.Add(1, Model(job), new(OutcomeTag, outcome));
        _duration.Record(elapsed.TotalSeconds, Model(job), new(OutcomeTag, outcome));
        if (end is RunEnd.Completed completed)
        {
            foreach (var (phase, duration) in completed.Result.Timings.Phases())
                _phases.Record(duration.TotalSeconds, Model(job), new("phase", phase));
        }

        activity?.SetTag(OutcomeTag, outcome);
        if (end is RunEnd.Failed failed)
            activity?.SetTag(ErrorTag, failed.Failure.Code.Tag()).SetStatus(ActivityStatusCode.Error);
    }

    internal void Restarted() => _restarts.Add(1);

    /// <summary>A registered add-on was looked at; null when that was stopped.</summary>
    internal void AddOnChecked(AddOnKind kind, AddOnOutcome? outcome, TimeSpan elapsed)
    {
        string word = outcome switch
        {
            AddOnOutcome.Accepted => "accepted",
            AddOnOutcome.Refused => "refused",
            _ => "stopped",
        };
        _checks.Record(elapsed.TotalSeconds, new("kind", kind.Word()), new(OutcomeTag, word));
    }

    public void Dispose() => _activities.Dispose();

    private static KeyValuePair<string, object?> Model(LeasedJob job) => new(ModelTag, job.Job.Model);
}
