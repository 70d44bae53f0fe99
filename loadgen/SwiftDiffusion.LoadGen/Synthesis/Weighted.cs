namespace SwiftDiffusion.LoadGen.Synthesis;

/// <summary>Draws positions with given weights.</summary>
internal sealed class Weighted
{
    private readonly double[] _cumulative;

    public Weighted(IEnumerable<double> weights)
    {
        double sum = 0;
        _cumulative = [.. weights.Select(weight => sum += weight)];
    }

    /// <summary>Weights 1, 1/2, 1/3 …; null for none.</summary>
    public static Weighted? Harmonic(int count) => count == 0 ? null : new Weighted(Enumerable.Range(1, count).Select(k => 1.0 / k));

    public int Draw(SeededRandom random)
    {
        int found = Array.BinarySearch(_cumulative, random.NextDouble() * _cumulative[^1]);
        // A hit of a boundary belongs to the next position.
        return Math.Min(found < 0 ? ~found : found + 1, _cumulative.Length - 1);
    }
}
