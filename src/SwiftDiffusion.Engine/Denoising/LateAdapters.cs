using SwiftDiffusion.Engine.Models;

namespace SwiftDiffusion.Engine.Denoising;

/// <summary>
/// Adapters that are still on their way when a sequence starts. They join at the first step boundary after they have arrived, but not before
/// <paramref name="Earliest"/>; at <paramref name="Bound"/> the sequence waits for them, alone.
/// </summary>
/// <param name="Arrival">Ends when the adapters can be used, or with why they cannot.</param>
/// <param name="Earliest">Completed calls before which they do not join.</param>
/// <param name="Bound">Completed calls beyond which the sequence does not go without them (K).</param>
public sealed record LateAdapters(Task<AdapterArrival> Arrival, int Earliest, int Bound)
{
    /// <summary>Whether a sequence that has made that many calls may make another one now.</summary>
    public bool LetsStep(int completedCalls) => Arrival.IsCompleted || completedCalls < Bound;

    /// <summary>Whether the adapters join before the next call.</summary>
    public bool Joins(int completedCalls) => Arrival.IsCompleted && completedCalls >= Earliest;
}

/// <summary>What a sequence runs with once its adapters are there.</summary>
/// <param name="UNet">The model's UNet, or one with merged weights.</param>
/// <param name="Adapters">Low-rank pairs for it, or null.</param>
/// <param name="Conditions">Prompts encoded again, when the adapters change a text encoder; else null. Handed over to the sequence.</param>
public sealed record AdapterArrival(UNetReplicas UNet, AdapterInputs? Adapters, Conditions? Conditions)
{
    /// <summary>Adapters that were not there yet when these arrived; null when these were the last.</summary>
    public LateAdapters? Next { get; init; }
}
