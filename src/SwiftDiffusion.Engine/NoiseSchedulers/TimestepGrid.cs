namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>
/// The training timesteps at which the model is called, largest first (Lin et al., 2023, arXiv:2305.08891, table 2).
/// Rounding is half-to-even and ranges accumulate as NumPy's do, because a timestep that is off by one is another picture.
/// </summary>
public static class TimestepGrid
{
    /// <summary>Whole timesteps, one per step: DDIM, DDPM, PNDM.</summary>
    public static double[] Whole(TimestepSpacing spacing, int trainTimesteps, int steps, int offset) =>
        spacing == TimestepSpacing.Linspace ? Round(Continuous(spacing, trainTimesteps, steps, offset)) : Continuous(spacing, trainTimesteps, steps, offset);

    /// <summary>As <see cref="Whole"/>, but linspace keeps its fractions: Euler, Euler ancestral, Heun.</summary>
    public static double[] Continuous(TimestepSpacing spacing, int trainTimesteps, int steps, int offset) => spacing switch
    {
        TimestepSpacing.Linspace => Descending(Linspace(0, trainTimesteps - 1, steps)),
        TimestepSpacing.Leading => Multiples(trainTimesteps / steps, steps, offset, smallest: 0),
        _ => Trailing(trainTimesteps, (double)trainTimesteps / steps),
    };

    /// <summary>The grid of steps + 1 points whose smallest is left out: DPM-Solver++, UniPC.</summary>
    /// <param name="spacing">How the steps are spread.</param>
    /// <param name="trainTimesteps">Timesteps the model was trained with.</param>
    /// <param name="usableTimesteps">Timesteps that remain when the noisiest are clipped; usually all.</param>
    /// <param name="steps">Inference steps.</param>
    /// <param name="offset">Added to every timestep of leading spacing.</param>
    public static double[] Multistep(TimestepSpacing spacing, int trainTimesteps, int usableTimesteps, int steps, int offset) => spacing switch
    {
        TimestepSpacing.Linspace => Round(Descending(Linspace(0, usableTimesteps - 1, steps + 1))[..^1]),
        TimestepSpacing.Leading => Multiples(usableTimesteps / (steps + 1), steps, offset, smallest: 1),
        _ => Trailing(usableTimesteps, (double)trainTimesteps / steps),
    };

    /// <summary><paramref name="count"/> evenly spaced numbers, both ends included; a single one is the start.</summary>
    public static double[] Linspace(double start, double end, int count)
    {
        double step = count > 1 ? (end - start) / (count - 1) : 0;
        var points = new double[count];
        for (int i = 0; i < count; i++)
            points[i] = i * step + start;
        if (count > 1)
            points[^1] = end;
        return points;
    }

    /// <summary>Evenly spaced in single precision, the second half counted back from the end, as PyTorch does.</summary>
    public static float[] EvenlySpaced(float start, float end, int count)
    {
        float step = count > 1 ? (end - start) / (count - 1) : 0;
        var points = new float[count];
        for (int i = 0; i < count; i++)
            points[i] = i < count / 2 || count == 1 ? start + step * i : end - step * (count - 1 - i);
        return points;
    }

    private static double[] Multiples(int ratio, int steps, int offset, int smallest)
    {
        var timesteps = new double[steps];
        for (int i = 0; i < steps; i++)
            timesteps[i] = (double)(steps - 1 - i + smallest) * ratio + offset;
        return timesteps;
    }

    /// <summary>round(first), round(first - stride), … while above 0, each less one.</summary>
    private static double[] Trailing(int first, double stride)
    {
        // The stride as two neighbours of the range show it: first - stride is rounded before it is used.
        double delta = first - stride - first;
        // For some step counts (61, 103, …) rounding gives NumPy's range one number more, next to 0. It would become timestep -1,
        // which no model knows; the run ends before it.
        var timesteps = Enumerable.Range(0, (int)Math.Ceiling(first / stride)).Select(i => Math.Round(first + i * delta) - 1);
        return [.. timesteps.Where(timestep => timestep >= 0)];
    }

    private static double[] Descending(double[] points)
    {
        Array.Reverse(points);
        return points;
    }

    private static double[] Round(double[] points) => [.. points.Select(point => Math.Round(point))];
}
