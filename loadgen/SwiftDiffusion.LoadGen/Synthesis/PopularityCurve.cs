namespace SwiftDiffusion.LoadGen.Synthesis;

/// <summary>Draws ranks from a cumulative popularity curve that is straight between its knots.</summary>
/// <param name="knots">With rising ranks and shares; the last share is 1.</param>
/// <param name="before">The rank before the first one that can be drawn.</param>
internal sealed class PopularityCurve(IReadOnlyList<PopularityKnot> knots, int before = 0)
{
    public int Draw(SeededRandom random)
    {
        double share = random.NextDouble();
        int next = 0;
        while (next < knots.Count - 1 && knots[next].Share <= share)
            next++;
        var (rank, top) = knots[next];
        var (previousRank, bottom) = next == 0 ? new PopularityKnot(before, 0) : knots[next - 1];
        int offset = (int)((rank - previousRank) * (share - bottom) / (top - bottom));
        return previousRank + 1 + Math.Min(offset, rank - previousRank - 1);
    }
}
