namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>
/// PNDM's model calls: three Runge-Kutta steps of four calls each and then one per step, or (Stable Diffusion's choice, PLMS) one
/// per step from the start with the second repeated, whose extra call replaces the warm-up.
/// </summary>
public static class PndmTimesteps
{
    /// <summary>Order of the multistep part: how many outputs it needs, and so the length of the warm-up.</summary>
    public const int Order = 4;

    /// <summary>One call per step; the second timestep comes twice when there are two.</summary>
    /// <param name="descending">The run's timesteps, largest first.</param>
    public static double[] Plms(ReadOnlySpan<double> descending) =>
        descending.Length < 2 ? descending.ToArray() : [descending[0], descending[1], .. descending[1..]];

    /// <summary>The Runge-Kutta calls: each interval's start, twice its middle, its end; needs <see cref="Order"/> timesteps or more.</summary>
    /// <param name="descending">The run's timesteps, largest first.</param>
    /// <param name="stride">Training timesteps per step.</param>
    public static double[] RungeKutta(ReadOnlySpan<double> descending, int stride)
    {
        var calls = new List<double>(4 * (Order - 1));
        for (int step = 0; step < Order - 1; step++)
        {
            double middle = descending[step + 1] + stride / 2;
            calls.AddRange([descending[step], middle, middle, descending[step + 1]]);
        }

        return [.. calls];
    }
}
