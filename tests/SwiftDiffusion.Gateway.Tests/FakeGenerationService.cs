using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Tests;

/// <summary>Answers as the test says and remembers the last job.</summary>
internal sealed class FakeGenerationService : IGenerationService
{
    public IReadOnlyList<ModelInfo> Models { get; set; } = [Samples.Tiny, Samples.Plain];

    public Readiness Readiness { get; set; } = Readiness.Ready;

    public Func<GenerationJob, CancellationToken, Task<GenerationOutcome>> Answer { get; set; } =
        (job, _) => Task.FromResult<GenerationOutcome>(Samples.Result(job));

    /// <summary>What happens before the answer, told to whoever watches.</summary>
    public Func<GenerationJob, IProgress<GenerationProgress>, Task> Meanwhile { get; set; } = (_, _) => Task.CompletedTask;

    public GenerationJob? LastJob { get; private set; }

    public async Task<GenerationOutcome> GenerateAsync(
        GenerationJob job, IProgress<GenerationProgress>? progress, CancellationToken cancellationToken)
    {
        LastJob = job;
        if (progress is not null)
            await Meanwhile(job, progress);
        return await Answer(job, cancellationToken);
    }
}
