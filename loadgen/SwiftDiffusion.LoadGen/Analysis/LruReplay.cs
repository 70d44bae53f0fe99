namespace SwiftDiffusion.LoadGen.Analysis;

/// <summary>
/// Loads by least-recently-used caches of every size at once: an access hits all caches larger than its depth in the stack of recent names
/// (Mattson et al. 1970).
/// </summary>
internal static class LruReplay
{
    /// <summary>Loads of caches of 1 to <paramref name="sizes"/> entries, one cache per instance.</summary>
    public static long[] Loads(AccessLog log, int sizes)
    {
        var loads = new long[sizes];
        var stack = new int[sizes];
        foreach (var instance in log.Instances)
        {
            Array.Fill(stack, -1);
            foreach (int number in instance.SelectMany(request => log.Requests[request]))
            {
                int depth = Array.IndexOf(stack, number);
                int misses = depth < 0 ? sizes : depth;
                for (int i = 0; i < misses; i++)
                    loads[i]++;
                Array.Copy(stack, 0, stack, 1, depth < 0 ? sizes - 1 : depth);
                stack[0] = number;
            }
        }

        return loads;
    }
}
