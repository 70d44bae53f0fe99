using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Models;

namespace SwiftDiffusion.Engine.Denoising;

/// <summary>The kinds of work in a step, by which their times are remembered.</summary>
/// <param name="Down">The UNet's first half.</param>
/// <param name="Up">The UNet's second half.</param>
/// <param name="LinkBytes">Size of a row of residuals, about.</param>
internal sealed record StepKinds(WorkKind Down, WorkKind Up, long LinkBytes)
{
    /// <summary>Stable Diffusion 1.5 at 64x64 latents has 26.8 MB of residuals a row in single precision.</summary>
    private const int ResidualBytesPerPosition = 6_500;

    public static StepKinds Of(StepBatch batch)
    {
        var sequence = batch.Sequences[0];
        return Of(sequence.UNet, sequence.Shape.Height, sequence.Shape.Width, batch.HasAdapters);
    }

    /// <param name="unet">The UNet.</param>
    /// <param name="height">Of the latents.</param>
    /// <param name="width">Of the latents.</param>
    /// <param name="hasAdapters">Whether it runs in the flavour that takes adapters.</param>
    public static StepKinds Of(UNetReplicas unet, int height, int width, bool hasAdapters)
    {
        string flavor = hasAdapters ? "+adapters" : "";
        int positions = height * width;
        long half = unet.ParameterCount / 2;
        return new StepKinds(new WorkKind($"unet.down{flavor}", half, positions), new WorkKind($"unet.up{flavor}", half, positions), (long)ResidualBytesPerPosition * positions);
    }

    /// <summary>A branch of the same size.</summary>
    public WorkKind Branch(ControlNetReplicas net) => new($"controlnet {net.Name}", net.ParameterCount, Down.Positions);
}
