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

    public required Conditions Conditions { get; init; }

    public required float GuidanceScale { get; init; }

    public float GuidanceRescale { get; init; }

    /// <summary>The UNet it runs on: the model's, or one with merged weights.</summary>
    public required UNetModel UNet { get; init; }

    /// <summary>Low-rank pairs for the UNet, or null.</summary>
    public AdapterInputs? Adapters { get; init; }

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

    public void Dispose()
    {
        Conditions.Dispose();
        foreach (var branch in Branches)
            branch.Dispose();
    }
}
