using SwiftDiffusion.Engine.NoiseSchedulers;

namespace SwiftDiffusion.Engine.Denoising;

/// <summary>Inpainting: where to repaint, and what stays elsewhere.</summary>
/// <param name="Mask">[h, w] at latent size; 1 repaints.</param>
/// <param name="Original">The picture's latents [4, h, w].</param>
/// <param name="Noise">The noise its start was made with [4, h, w].</param>
/// <param name="MaskedImage">For 9-channel models the latents [4, h, w] of the picture without the masked part; null for 4-channel ones.</param>
public sealed record Repainting(float[] Mask, float[] Original, float[] Noise, float[]? MaskedImage)
{
    /// <summary>Puts the known part back, at the noise level of the next call, or clean after the last one (4-channel models).</summary>
    public void RestoreKnown(Span<float> latents, NoiseScheduler scheduler, int nextCall)
    {
        var known = Original;
        if (nextCall < scheduler.Timesteps.Length)
        {
            known = new float[latents.Length];
            scheduler.AddNoise(Original, Noise, nextCall, known);
        }

        for (int i = 0; i < latents.Length; i++)
        {
            float repaint = Mask[i % Mask.Length];
            latents[i] = ((1 - repaint) * known[i]) + (repaint * latents[i]);
        }
    }
}
