using SwiftDiffusion.Engine.Models;

namespace SwiftDiffusion.Engine.Denoising;

/// <summary>What sequences must have in common to share a batch: the networks, the latent shape and the number of prompt tokens. All else may differ.</summary>
public readonly record struct BatchKey(UNetReplicas UNet, (int Channels, int Height, int Width) Shape, int Tokens)
{
    public static BatchKey Of(Sequence sequence) => new(sequence.UNet, sequence.Shape, sequence.Conditions.Tokens);
}
