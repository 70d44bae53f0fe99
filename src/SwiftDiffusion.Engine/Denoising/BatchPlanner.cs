namespace SwiftDiffusion.Engine.Denoising;

/// <summary>Chooses the sequences of the next step. Pure.</summary>
public static class BatchPlanner
{
    /// <summary>
    /// Of the keys present, the one whose last turn is longest ago; of its sequences, in order of arrival, as many as fit the row limit, but at least
    /// one.
    /// </summary>
    /// <param name="ready">Sequences that may step now, in order of arrival: key and rows.</param>
    /// <param name="lastTurn">Number of the turn in which a key was last served; absent for never.</param>
    /// <param name="rowLimit">Rows a batch may have.</param>
    /// <returns>Indices into <paramref name="ready"/>, ascending; empty only if nothing is ready.</returns>
    public static IReadOnlyList<int> Choose<TKey>(IReadOnlyList<(TKey Key, int Rows)> ready, IReadOnlyDictionary<TKey, long> lastTurn, int rowLimit)
        where TKey : notnull
    {
        if (ready.Count == 0)
            return [];
        var comparer = EqualityComparer<TKey>.Default;
        var next = ready.Select(entry => entry.Key).Distinct().MinBy(key => lastTurn.GetValueOrDefault(key, -1))!;
        var chosen = new List<int>();
        int rows = 0;
        for (int i = 0; i < ready.Count; i++)
        {
            if (!comparer.Equals(ready[i].Key, next))
                continue;
            // First come, first served: nobody overtakes a sequence that did not fit.
            if (chosen.Count > 0 && rows + ready[i].Rows > rowLimit)
                break;
            chosen.Add(i);
            rows += ready[i].Rows;
        }

        return chosen;
    }
}
