using System.Collections.Immutable;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Workers;

namespace SwiftDiffusion.Worker;

/// <summary>What a worker needs from whoever makes the pictures.</summary>
public interface IJobEngine
{
    /// <summary>The models it serves, known before they are loaded.</summary>
    ImmutableArray<ModelInfo> Models { get; }

    /// <summary>Its devices, for people.</summary>
    string Devices { get; }

    /// <summary>Jobs that pay off at the same time on these devices.</summary>
    int Slots { get; }

    /// <summary>What is in memory now.</summary>
    WarmSet Warm { get; }

    /// <summary>How busy it was since the last look, and what its memory is good for; null when it does not say.</summary>
    WorkerFigures? Figures();

    /// <summary>Loads the models and prepares them for their first job. A second call first ends what runs, as cancelled, and begins anew.</summary>
    /// <exception cref="EngineStartException">They cannot be had.</exception>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Makes the pictures. Foreseen failures are returned, <see cref="FailureCode.DeviceLost"/> and <see cref="FailureCode.OutOfMemory"/> when the engine
    /// should be started anew; an exception is a bug, other than <see cref="OperationCanceledException"/> when the token fired or the engine was ended.
    /// </summary>
    Task<GenerationOutcome> GenerateAsync(GenerationJob job, IProgress<GenerationProgress> progress, CancellationToken cancellationToken);
}
