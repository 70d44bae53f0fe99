using System.Collections.Immutable;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.AddOns;
using SwiftDiffusion.Contracts.Workers;

namespace SwiftDiffusion.Worker;

/// <summary>What a worker needs from whoever makes the pictures.</summary>
public interface IJobEngine
{
    /// <summary>The models it serves now, those it was started with first, with the add-ons that requests may name now.</summary>
    ImmutableArray<ModelInfo> Models { get; }

    /// <summary>Its devices, for people.</summary>
    string Devices { get; }

    /// <summary>Jobs that pay off at the same time on these devices.</summary>
    int Slots { get; }

    /// <summary>What is in memory now.</summary>
    WarmSet Warm { get; }

    /// <summary>How busy it was since the last look, and what its memory is good for; null when it does not say.</summary>
    WorkerFigures? Figures();

    /// <summary>Loads the models and prepares them for their first job. A second call first ends what runs, as cancelled, and begins anew, with what was offered.</summary>
    /// <exception cref="EngineStartException">They cannot be had.</exception>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Makes registered add-ons usable, in place of those of the call before, models opened and prepared; what jobs use stays theirs. One that cannot be had is
    /// left out.
    /// </summary>
    /// <param name="addOns">All that are ready.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task OfferAsync(ImmutableArray<AddOnEntry> addOns, CancellationToken cancellationToken);

    /// <summary>Fetches an add-on, checks it against its model, a model by itself, and puts its content where every worker gets it.</summary>
    /// <param name="addOn">For a model of this engine, or a model.</param>
    /// <param name="progress">Told how far it has come.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<AddOnOutcome> CheckAsync(AddOnRegistration addOn, IProgress<AddOnProgress> progress, CancellationToken cancellationToken);

    /// <summary>Takes an add-on into memory, if a model of this engine has it.</summary>
    Task WarmAsync(AddOnKind kind, string name, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the pictures. Foreseen failures are returned, <see cref="FailureCode.DeviceLost"/> and <see cref="FailureCode.OutOfMemory"/> when the engine
    /// should be started anew; an exception is a bug, other than <see cref="OperationCanceledException"/> when the token fired or the engine was ended.
    /// </summary>
    Task<GenerationOutcome> GenerateAsync(GenerationJob job, IProgress<GenerationProgress> progress, CancellationToken cancellationToken);
}
