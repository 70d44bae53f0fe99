using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Tests;

/// <summary>Answers as the test says and remembers the last job.</summary>
internal sealed class FakeGenerationService : IGenerationService
{
    public IReadOnlyList<ModelInfo> Models { get; set; } = [Samples.Tiny, Samples.Plain];

    public Readiness Readiness { get; set; } = Readiness.Ready;

    public Func<GenerationJob, CancellationToken, Task<GenerationOutcome>> Answer { get; set; } =
        (job, _) => Task.FromResult<GenerationOutcome>(Samples.Result(job));

    public GenerationJob? LastJob { get; private set; }

    public Task<GenerationOutcome> GenerateAsync(GenerationJob job, CancellationToken cancellationToken)
    {
        LastJob = job;
        return Answer(job, cancellationToken);
    }
}
