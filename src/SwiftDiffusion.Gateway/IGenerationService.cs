using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway;

/// <summary>What the gateway needs from whoever makes the pictures: an engine in this process, or a queue before a fleet.</summary>
public interface IGenerationService
{
    /// <summary>The models that are served now; the first is used by requests that name none. Read once per request.</summary>
    IReadOnlyList<ModelInfo> Models { get; }

    /// <summary>Whether a job given now would be worked on. Cheap: asked for every request and every probe.</summary>
    Readiness Readiness { get; }

    /// <summary>Whether a job given now would be kept, even if nobody works on it yet.</summary>
    Readiness Intake => Readiness;

    /// <summary>
    /// Makes the pictures. Foreseen failures are returned, an exception is a bug. A cancelled token stops the work soon; the task then
    /// throws <see cref="OperationCanceledException"/> or returns <see cref="FailureCode.Cancelled"/>.
    /// </summary>
    /// <param name="job">What to make.</param>
    /// <param name="progress">
    /// Told on any thread what happens meanwhile, the reports of one image in their order and none after the task has ended; it returns at
    /// once and does not throw. Null when nobody watches; previews are made for watchers only.
    /// </param>
    /// <param name="cancellationToken">Fires when nobody wants the pictures any more.</param>
    Task<GenerationOutcome> GenerateAsync(GenerationJob job, IProgress<GenerationProgress>? progress, CancellationToken cancellationToken);
}
