namespace SwiftDiffusion.LoadGen.Synthesis.Arrivals;

/// <summary>Bursts: Gamma-distributed gaps with a chosen coefficient of variation. At 1 it is Poisson, below 1 more regular, above 1 burstier.</summary>
/// <param name="rate">Requests per second on average.</param>
/// <param name="variation">Standard deviation of the gaps over their mean.</param>
internal sealed class GammaArrivals(double rate, double variation) : IArrivals
{
    public IEnumerable<double> Times(SeededRandom random)
    {
        double shape = 1 / (variation * variation);
        for (double at = random.NextGamma(shape) / rate; ; at += random.NextGamma(shape) / rate)
            yield return at;
    }
}
