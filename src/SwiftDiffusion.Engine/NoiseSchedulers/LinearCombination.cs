using System.Numerics.Tensors;

namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>Weighted sums of latents, in place. Every solver's step is one; weights are computed in double and applied in single precision.</summary>
public static class LinearCombination
{
    /// <summary>target = a * x + b * y; the target may be x, but not y.</summary>
    public static void Set(Span<float> target, double a, ReadOnlySpan<float> x, double b, ReadOnlySpan<float> y)
    {
        TensorPrimitives.Multiply(x, (float)a, target);
        Add(target, b, y);
    }

    public static void Scale(Span<float> target, double factor) => TensorPrimitives.Multiply(target, (float)factor, target);

    /// <summary>target += factor * term. A factor of 0 leaves the term unread: it may be the absent end of a history.</summary>
    public static void Add(Span<float> target, double factor, ReadOnlySpan<float> term)
    {
        if (factor != 0)
            TensorPrimitives.MultiplyAdd(term, (float)factor, target, target);
    }
}
