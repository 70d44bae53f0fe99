namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>When the model is called and how noisy the sample is then: everything about a run that is known before it starts.</summary>
public sealed record NoiseSchedule
{
    /// <summary>Training timestep of each model call. Heun and PNDM call the model more often than there are inference steps.</summary>
    public required float[] Timesteps { get; init; }

    /// <summary>Noise level of the sample at each call, and for sigma-based solvers of the result behind the last.</summary>
    public required NoiseLevel[] Levels { get; init; }

    /// <summary>diffusers' <c>sigmas</c>; empty for solvers that work on cumulative alphas.</summary>
    public float[] Sigmas { get; init; } = [];

    /// <summary>Standard deviation of the initial latents.</summary>
    public float InitialNoiseSigma { get; init; } = 1;

    /// <summary>A schedule over whole timesteps of the alpha table.</summary>
    public static NoiseSchedule FromAlphas(double[] timesteps, AlphaTable alphas) => new()
    {
        Timesteps = [.. timesteps.Select(t => (float)t)],
        Levels = [.. timesteps.Select(t => NoiseLevel.FromCumulativeAlpha(alphas.Cumulative[(int)t]))],
    };

    /// <summary>The unscaled-signal form of Euler, Euler ancestral and Heun.</summary>
    public static NoiseSchedule Exploding(double[] timesteps, double[] sigmas, TimestepSpacing spacing)
    {
        float[] singles = [.. sigmas.Select(sigma => (float)sigma)];
        double largest = singles.Max();
        return new NoiseSchedule
        {
            Timesteps = [.. timesteps.Select(t => (float)t)],
            Levels = [.. singles.Select(sigma => NoiseLevel.Exploding(sigma))],
            Sigmas = singles,
            // Leading spacing starts below the last timestep, where the signal still counts towards the deviation.
            InitialNoiseSigma = (float)(spacing == TimestepSpacing.Leading ? Math.Sqrt(largest * largest + 1) : largest),
        };
    }

    /// <summary>The unit-variance form of DPM-Solver++ and UniPC.</summary>
    public static NoiseSchedule Preserving(double[] timesteps, double[] sigmas)
    {
        float[] singles = [.. sigmas.Select(sigma => (float)sigma)];
        return new NoiseSchedule
        {
            Timesteps = [.. timesteps.Select(t => (float)t)],
            Levels = [.. singles.Select(sigma => NoiseLevel.Preserving(sigma))],
            Sigmas = singles,
        };
    }
}
