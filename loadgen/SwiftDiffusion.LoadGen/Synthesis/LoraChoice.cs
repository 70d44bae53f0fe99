namespace SwiftDiffusion.LoadGen.Synthesis;

/// <summary>
/// The LoRAs of one instance's new orders: those of a recent order, of any earlier one, or new ones by their popularity over all instances. Copying keeps
/// counts and popularity as they are, because what is copied was drawn from them.
/// </summary>
internal sealed class LoraChoice(LoraProfile profile, SeededRandom random)
{
    private readonly PopularityCurve _popularity = new(profile.Popularity);
    private readonly List<IReadOnlyList<int>> _orders = [];

    /// <summary>Ranks of the next order's LoRAs.</summary>
    public IReadOnlyList<int> Next()
    {
        double kind = random.NextDouble();
        var order = kind < profile.ReuseRecent ? Recent()
            : kind < profile.ReuseRecent + profile.ReuseAny ? Any()
            : null;
        order ??= Fresh();
        _orders.Add(order);
        return order;
    }

    private IReadOnlyList<int>? Recent()
    {
        // Geometric from 1 by inversion.
        double ago = 1 + Math.Floor(random.NextExponential() / -Math.Log(1 - (1 / profile.RecentDepth)));
        return ago <= _orders.Count ? _orders[^(int)ago] : null;
    }

    private IReadOnlyList<int>? Any() => _orders.Count > 0 ? _orders[random.Below(_orders.Count)] : null;

    private List<int> Fresh()
    {
        int count = 0;
        for (double left = random.NextDouble() - profile.Counts[0]; left >= 0 && count < profile.Counts.Count - 1; left -= profile.Counts[count])
            count++;
        var ranks = new List<int>(count);
        while (ranks.Count < count)
        {
            int rank = _popularity.Draw(random);
            if (!ranks.Contains(rank))
                ranks.Add(rank);
        }

        return ranks;
    }
}
