using SwiftDiffusion.Engine.NoiseSchedulers;

namespace SwiftDiffusion.Engine.Tests.NoiseSchedulers;

/// <summary>A model that knows the answer, and the loop that samples with it.</summary>
internal static class ExactModel
{
    /// <summary>Signal and noise share of the sample at a call, as noising reveals them.</summary>
    public static (float Signal, float Noise) LevelAt(NoiseScheduler scheduler, int call)
    {
        Span<float> level = stackalloc float[2];
        scheduler.AddNoise([1, 0], [0, 1], call, level);
        return (level[0], level[1]);
    }

    /// <summary>Samples with a denoiser given as x_0 = f(x, signal, noise), from the first call to (not including) <paramref name="endCall"/>.</summary>
    public static void Sample(NoiseScheduler scheduler, PredictionType type, float[] sample, Func<double, double, double, double> denoise, int endCall)
    {
        var noise = new SeededNoise(7);
        var output = new float[sample.Length];
        for (int call = scheduler.FirstCall; call < endCall; call++)
        {
            var (signal, spread) = LevelAt(scheduler, call);
            for (int i = 0; i < sample.Length; i++)
                output[i] = (float)Predict(type, sample[i], denoise(sample[i], signal, spread), signal, spread);
            scheduler.Step(call, output, sample, noise);
        }
    }

    /// <summary>Samples to the end with the denoiser that always answers <paramref name="original"/>.</summary>
    public static float[] SampleKnown(NoiseScheduler scheduler, PredictionType type, float original)
    {
        float[] sample = [0.3f * scheduler.InitialNoiseSigma, -1.2f * scheduler.InitialNoiseSigma, 0];
        Sample(scheduler, type, sample, (_, _, _) => original, scheduler.Timesteps.Length);
        return sample;
    }

    private static double Predict(PredictionType type, double x, double original, double signal, double spread)
    {
        double e = (x - signal * original) / spread;
        double deviation = Math.Sqrt(signal * signal + spread * spread);
        return type switch
        {
            PredictionType.Epsilon => e,
            PredictionType.VPrediction => (signal * e - spread * original) / deviation,
            _ => original,
        };
    }
}
