using System.Numerics.Tensors;

namespace SwiftDiffusion.Engine.Verification;

/// <summary>The comparison of one tensor with its recorded value.</summary>
/// <param name="Name">Tensor name.</param>
/// <param name="MaxAbsDiff">Largest absolute difference; infinite when shapes differ or a value is not finite.</param>
/// <param name="RelativeError">‖actual - expected‖ / ‖expected‖.</param>
/// <param name="Limit">Largest difference allowed.</param>
/// <param name="Note">Further measure in words, e.g. a picture's PSNR.</param>
/// <param name="HasPassed">Whether the check holds.</param>
public sealed record TensorCheck(string Name, double MaxAbsDiff, double RelativeError, double Limit, string? Note, bool HasPassed)
{
    /// <summary>Compares within <paramref name="tolerance"/> x max(1, largest expected magnitude).</summary>
    public static TensorCheck Close(string name, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance)
    {
        double limit = tolerance * Math.Max(1.0, expected.IsEmpty ? 0 : TensorPrimitives.MaxMagnitude(expected) is var m ? Math.Abs(m) : 0);
        var (difference, relative) = Differences(expected, actual);
        // A recorded infinity would allow any difference.
        return new TensorCheck(name, difference, relative, limit, null, double.IsFinite(difference) && difference <= limit);
    }

    /// <summary>Compares pictures in [0, 1] by their peak signal-to-noise ratio.</summary>
    public static TensorCheck Picture(string name, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double minDecibels)
    {
        var (difference, relative) = Differences(expected, actual);
        double decibels = expected.Length == actual.Length ? PeakSignalToNoise(expected, actual) : double.NegativeInfinity;
        return new TensorCheck(name, difference, relative, double.NaN, $"PSNR {decibels:0.0} dB", decibels >= minDecibels);
    }

    /// <summary>Compares integers, all of which must be equal.</summary>
    public static TensorCheck Equal(string name, ReadOnlySpan<long> expected, ReadOnlySpan<long> actual)
    {
        int different = expected.Length == actual.Length ? 0 : int.MaxValue;
        for (int i = 0; different < int.MaxValue && i < expected.Length; i++)
            different += expected[i] == actual[i] ? 0 : 1;
        return new TensorCheck(name, different, 0, 0, different == 0 ? null : $"{different} of {expected.Length} differ", different == 0);
    }

    private static (double MaxAbs, double Relative) Differences(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        if (expected.Length != actual.Length)
            return (double.PositiveInfinity, double.PositiveInfinity);
        double largest = 0, squares = 0, expectedSquares = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = Math.Abs((double)expected[i] - actual[i]);
            largest = double.IsFinite(difference) ? Math.Max(largest, difference) : double.PositiveInfinity;
            squares += difference * difference;
            expectedSquares += (double)expected[i] * expected[i];
        }

        return (largest, Math.Sqrt(squares / Math.Max(expectedSquares, double.Epsilon)));
    }

    private static double PeakSignalToNoise(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        double squares = 0;
        for (int i = 0; i < expected.Length; i++)
            squares += Math.Pow((double)expected[i] - actual[i], 2);
        return -10 * Math.Log10(Math.Max(squares / expected.Length, 1e-20));
    }
}
