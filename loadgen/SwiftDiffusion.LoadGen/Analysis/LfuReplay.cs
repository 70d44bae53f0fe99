namespace SwiftDiffusion.LoadGen.Analysis;

/// <summary>Loads by least-frequently-used caches. An entry is counted while it is cached; of equally frequent ones the least recent goes.</summary>
internal static class LfuReplay
{
    /// <summary>Loads of caches of 1 to <paramref name="sizes"/> entries, one cache per instance.</summary>
    public static long[] Loads(AccessLog log, int sizes) => [.. Enumerable.Range(1, sizes).Select(size => LoadsOf(log, size))];

    private static long LoadsOf(AccessLog log, int size)
    {
        long loads = 0;
        foreach (var instance in log.Instances)
        {
            // Ordered by recency, the most recent last.
            var cache = new List<(int Number, int Count)>(size + 1);
            foreach (int number in instance.SelectMany(request => log.Requests[request]))
            {
                int found = cache.FindIndex(entry => entry.Number == number);
                int count = found < 0 ? 0 : cache[found].Count;
                if (found >= 0)
                    cache.RemoveAt(found);
                else if (++loads > 0 && cache.Count == size)
                    cache.RemoveAt(LeastFrequent(cache));
                cache.Add((number, count + 1));
            }
        }

        return loads;
    }

    private static int LeastFrequent(List<(int Number, int Count)> cache)
    {
        int least = 0;
        for (int i = 1; i < cache.Count; i++)
        {
            if (cache[i].Count < cache[least].Count)
                least = i;
        }

        return least;
    }
}
