using System.Collections.Immutable;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.AddOns;
using SwiftDiffusion.Contracts.Workers;
using SwiftDiffusion.Worker;

namespace SwiftDiffusion.Host.Bench.Queueing;

/// <summary>An engine whose devices take no time: it reports every step and has the picture ready. What a request takes then is gateway, queue and worker.</summary>
internal sealed class InstantEngine : IJobEngine
{
    public ImmutableArray<ModelInfo> Models { get; } = [SampleWork.ModelInfo];

    public string Devices => "none";

    public int Slots => 4;

    public WarmSet Warm => SampleWork.Warm;

    public WorkerFigures? Figures() => null;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task OfferAsync(ImmutableArray<AddOnEntry> addOns, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<AddOnOutcome> CheckAsync(AddOnRegistration addOn, IProgress<AddOnProgress> progress, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The bench registers nothing.");

    public Task WarmAsync(AddOnKind kind, string name, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<GenerationOutcome> GenerateAsync(GenerationJob job, IProgress<GenerationProgress> progress, CancellationToken cancellationToken)
    {
        progress.Report(new GenerationProgress.Started());
        for (int step = 1; step <= job.InferenceSteps; step++)
            progress.Report(new GenerationProgress.Stepped(0, step, job.InferenceSteps));
        return Task.FromResult<GenerationOutcome>(SampleWork.Result);
    }
}
