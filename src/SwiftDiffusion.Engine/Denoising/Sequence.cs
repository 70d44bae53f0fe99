using System.Collections.Immutable;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Engine.NoiseSchedulers;

namespace SwiftDiffusion.Engine.Denoising;

/// <summary>One image in the denoising loop: its latents, where it stands, and everything that is its own. Disposing frees its tensors.</summary>
public sealed class Sequence : IDisposable
{
    /// <summary>[C, h, w], changed in place by every step.</summary>
    public required float[] Latents { get; init; }

    /// <summary>Channels, height and width of the latents.</summary>
    public required (int Channels, int Height, int Width) Shape { get; init; }

    public required NoiseScheduler Scheduler { get; init; }

    public required INoiseSource Noise { get; init; }

    /// <summary>Owned by the sequence.</summary>
    public required Conditions Conditions { get; set; }

    public required float GuidanceScale { get; init; }

    public float GuidanceRescale { get; init; }

    /// <summary>The UNet it runs on: the model's, or one with merged weights.</summary>
    public required UNetReplicas UNet { get; set; }

    /// <summary>Low-rank pairs for the UNet, or null.</summary>
    public AdapterInputs? Adapters { get; private set; }

    /// <summary>Adapters that were there from the start.</summary>
    public AdapterInputs? InitialAdapters
    {
        init => Adapters = value;
    }

    /// <summary>Adapters that are still on their way; null when there are none, or once they have joined.</summary>
    public LateAdapters? LateAdapters { get; set; }

    /// <summary>Completed calls each time that late adapters joined; empty when none have.</summary>
    public ImmutableArray<int> AttachSteps { get; private set; } = [];

    public ImmutableArray<ControlBranch> Branches { get; init; } = [];

    public Repainting? Repainting { get; init; }

    /// <summary>Next model call, an index into the noise scheduler's timesteps.</summary>
    public required int Call { get; set; }

    /// <summary>Training timestep of the next call.</summary>
    public float Timestep => Scheduler.Timesteps[Call];

    /// <summary>Model calls made by this run when it is over.</summary>
    public int TotalCalls => Scheduler.Timesteps.Length - Scheduler.FirstCall;

    public int CompletedCalls => Call - Scheduler.FirstCall;

    public bool IsFinished => Call >= Scheduler.Timesteps.Length;

    /// <summary>Goes on with the late adapters, which have arrived.</summary>
    public void AttachLateAdapters()
    {
        var arrival = LateAdapters!.Arrival.Result;
        (UNet, Adapters) = (arrival.UNet, arrival.Adapters);
        if (arrival.Conditions is { } conditions)
        {
            Conditions.Dispose();
            Conditions = conditions;
        }

        AttachSteps = AttachSteps.Add(CompletedCalls);
        LateAdapters = arrival.Next;
    }

    /// <summary>To be called when no adapters are on their way any more.</summary>
    public void Dispose()
    {
        for (; LateAdapters is { Arrival.IsCompletedSuccessfully: true } arrived; LateAdapters = arrived.Arrival.Result.Next)
            arrived.Arrival.Result.Conditions?.Dispose();
        Conditions.Dispose();
        foreach (var branch in Branches)
            branch.Dispose();
    }
}
