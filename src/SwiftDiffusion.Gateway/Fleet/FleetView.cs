using System.Collections.Immutable;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Workers;

namespace SwiftDiffusion.Gateway.Fleet;

/// <summary>The workers at one moment, and what follows from them.</summary>
/// <param name="Workers">Those that were heard of lately.</param>
/// <param name="Models">What can be asked for; kept while all workers are away, so that jobs can still be handed in.</param>
/// <param name="Readiness">Whether somebody would work on a job now.</param>
/// <param name="HasStore">Whether the queue's store answers.</param>
internal sealed record FleetView(ImmutableArray<WorkerState> Workers, ImmutableArray<ModelInfo> Models, Readiness Readiness, bool HasStore)
{
    /// <summary>A look that is older, because those after it do not come back, says nothing any more.</summary>
    public static readonly TimeSpan Validity = TimeSpan.FromMilliseconds(1800);

    /// <summary>Before anybody looked.</summary>
    public static FleetView Unknown { get; } = new([], [], Readiness.NotReady("the queue's store has not answered yet"), HasStore: false);

    /// <summary>Whether a job given now would be kept.</summary>
    public Readiness Intake => HasStore ? Readiness.Ready : Readiness;

    /// <summary>The view after a look that found these workers.</summary>
    public FleetView With(ImmutableArray<WorkerState> workers)
    {
        var ready = workers.Where(IsWorking).ToArray();
        var models = ready.Length > 0 ? OfferOf(ready) : Models;
        return new FleetView(workers, models, ready.Length > 0 ? Readiness.Ready : Readiness.NotReady(ReasonOf(workers)), HasStore: true);
    }

    /// <summary>What a look still says a while later: workers that have not been heard of since are not counted on.</summary>
    public FleetView After(TimeSpan elapsed) => this switch
    {
        { HasStore: true } when elapsed >= Validity => WithoutStore(),
        { Readiness.IsReady: true } when Workers.Where(IsWorking).All(worker => worker.IsSilent(elapsed)) => this with { Readiness = Readiness.NotReady("no worker was heard of lately") },
        _ => this,
    };

    /// <summary>The view after a look that failed.</summary>
    public FleetView WithoutStore() => this with { Readiness = Readiness.NotReady("the queue's store does not answer"), HasStore = false };

    private static bool IsWorking(WorkerState worker) => worker.Heartbeat.Health is WorkerHealth.Ready or WorkerHealth.Slow;

    private static string ReasonOf(ImmutableArray<WorkerState> workers) => workers switch
    {
        [] => "no worker has joined the queue",
        _ when workers.Any(worker => worker.Heartbeat.Health == WorkerHealth.Starting) => "the workers are loading their models",
        _ => "all workers are draining",
    };

    /// <summary>
    /// Models of any worker. A job goes to any worker that serves its model, so of a model only those add-ons count that all of them have. The order
    /// is that of the workers' own lists, which makes the default model the one most workers name first, and does not change from look to look.
    /// </summary>
    private static ImmutableArray<ModelInfo> OfferOf(IEnumerable<WorkerState> ready) =>
    [
        .. ready.SelectMany(worker => worker.Capabilities.Models.Select((model, rank) => (Model: model, Rank: rank)))
            .GroupBy(served => served.Model.Id)
            .OrderBy(group => group.Min(served => served.Rank)).ThenByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.Select(served => served.Model).OrderByDescending(model => model.Created).Aggregate(Common)),
    ];

    private static ModelInfo Common(ModelInfo one, ModelInfo other) => one with
    {
        Loras = [.. one.Loras.Intersect(other.Loras)],
        ControlNets = [.. one.ControlNets.Intersect(other.ControlNets)],
        NoiseSchedulers = [.. one.NoiseSchedulers.Intersect(other.NoiseSchedulers)],
    };
}
