namespace SwiftDiffusion.LoadGen.Synthesis.Arrivals;

/// <summary>Days and nights: a Poisson process whose rate is a sine over the period, lowest at its beginning. Drawn by thinning (Lewis and Shedler 1979).</summary>
/// <param name="rate">Requests per second, averaged over a period.</param>
/// <param name="swing">0..1: how far the rate rises above and falls below the average.</param>
/// <param name="period">A day, or less to see one sooner.</param>
internal sealed class DiurnalArrivals(double rate, double swing, TimeSpan period) : IArrivals
{
    public IEnumerable<double> Times(SeededRandom random)
    {
        double peak = rate * (1 + swing);
        for (double at = 0; ;)
        {
            at += random.NextExponential() / peak;
            if (random.Chance(RateAt(at) / peak))
                yield return at;
        }
    }

    private double RateAt(double at) => rate * (1 - (swing * Math.Cos(2 * Math.PI * at / period.TotalSeconds)));
}
