namespace SwiftDiffusion.LoadGen.Synthesis.Arrivals;

/// <summary>Independent requests: exponential gaps.</summary>
/// <param name="rate">Requests per second.</param>
internal sealed class PoissonArrivals(double rate) : IArrivals
{
    public IEnumerable<double> Times(SeededRandom random)
    {
        for (double at = random.NextExponential() / rate; ; at += random.NextExponential() / rate)
            yield return at;
    }
}
