using Xunit;

namespace SwiftDiffusion.Engine.Tests.Models;

/// <summary>Comparisons of tensors.</summary>
internal static class Closeness
{
    /// <summary>No value differs by more than <paramref name="tolerance"/> times the largest magnitude, or times 1 when that is smaller.</summary>
    public static void AssertClose(float[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = 1, largest = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            scale = Math.Max(scale, Math.Abs(expected[i]));
            double difference = Math.Abs((double)expected[i] - actual[i]);
            largest = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(largest, difference);
        }

        Assert.True(largest <= tolerance * scale, $"differs by {largest:e2}, allowed {tolerance * scale:e2}");
    }

    /// <summary>Some value differs by more than rounding could explain.</summary>
    public static void AssertDiffers(float[] first, float[] second)
    {
        Assert.Equal(first.Length, second.Length);
        double largest = 0;
        for (int i = 0; i < first.Length; i++)
            largest = Math.Max(largest, Math.Abs((double)first[i] - second[i]));
        Assert.True(largest > 1e-3, $"differs by {largest:e2} only");
    }
}
