using System.Numerics.Tensors;

namespace SwiftDiffusion.Engine.Denoising;

/// <summary>Classifier-free guidance (Ho and Salimans 2022) and its rescaling (Lin et al. 2023, section 3.4).</summary>
public static class Guidance
{
    /// <summary>u + scale · (c - u), written over the unconditional prediction u.</summary>
    public static void Combine(Span<float> unconditional, ReadOnlySpan<float> conditional, float scale)
    {
        for (int i = 0; i < unconditional.Length; i++)
            unconditional[i] += scale * (conditional[i] - unconditional[i]);
    }

    /// <summary>Mixes the guided prediction with itself at the conditional one's standard deviation: φ · rescaled + (1 - φ) · guided.</summary>
    public static void Rescale(Span<float> guided, ReadOnlySpan<float> conditional, float amount)
    {
        float ratio = TensorPrimitives.StdDev(conditional) / TensorPrimitives.StdDev<float>(guided);
        TensorPrimitives.Multiply(guided, (amount * ratio) + (1 - amount), guided);
    }
}
