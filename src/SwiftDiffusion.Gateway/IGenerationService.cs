using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway;

/// <summary>What the gateway needs from whoever makes the pictures: an engine in this process, or a queue before a fleet.</summary>
public interface IGenerationService
{
    /// <summary>The models that are served now; the first is used by requests that name none. Read once per request.</summary>
    IReadOnlyList<ModelInfo> Models { get; }

    /// <summary>Whether a job given now would be worked on. Cheap: asked for every request and every probe.</summary>
    Readiness Readiness { get; }

    /// <summary>
    /// Makes the pictures. Foreseen failures are returned, an exception is a bug. A cancelled token stops the work soon; the task then
    /// throws <see cref="OperationCanceledException"/> or returns <see cref="FailureCode.Cancelled"/>.
    /// </summary>
    Task<GenerationOutcome> GenerateAsync(GenerationJob job, CancellationToken cancellationToken);
}
