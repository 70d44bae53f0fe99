namespace SwiftDiffusion.Engine.Models;

/// <summary>The VAE encoder's diagonal Gaussian: what "moments" mean. Arrays are [rows, C, h, w].</summary>
public sealed record LatentPosterior(float[] Mean, float[] LogVariance, float[] StandardDeviation)
{
    /// <summary>Splits moments [rows, 2·C, h, w] into mean and log-variance, clamped to [-30, 20].</summary>
    public static LatentPosterior FromMoments(ReadOnlySpan<float> moments, int rows)
    {
        int half = moments.Length / rows / 2;
        float[] mean = new float[rows * half], logVariance = new float[rows * half], deviation = new float[rows * half];
        for (int row = 0; row < rows; row++)
        {
            moments.Slice(row * 2 * half, half).CopyTo(mean.AsSpan(row * half));
            var raw = moments.Slice((row * 2 * half) + half, half);
            for (int i = 0; i < half; i++)
            {
                float clamped = Math.Clamp(raw[i], -30f, 20f);
                logVariance[(row * half) + i] = clamped;
                deviation[(row * half) + i] = MathF.Exp(0.5f * clamped);
            }
        }

        return new LatentPosterior(mean, logVariance, deviation);
    }

    /// <summary>mean + deviation · noise.</summary>
    public float[] Sample(ReadOnlySpan<float> noise)
    {
        var sample = new float[Mean.Length];
        for (int i = 0; i < sample.Length; i++)
            sample[i] = Mean[i] + (StandardDeviation[i] * noise[i]);
        return sample;
    }
}
