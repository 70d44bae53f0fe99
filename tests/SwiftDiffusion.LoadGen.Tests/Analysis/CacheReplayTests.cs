using CsCheck;
using SwiftDiffusion.LoadGen.Analysis;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Tests.Analysis;

/// <summary>Both replays against small cases worked out by hand, and LRU against a plain cache of one size.</summary>
public sealed class CacheReplayTests
{
    [Fact]
    public void A_cache_of_one_is_hit_only_by_an_immediate_repetition() => Assert.Equal([4, 3, 3], LruReplay.Loads(LogOf("a a b a", "c"), 3));

    [Fact]
    public void Lru_forgets_the_least_recent_and_lfu_the_least_frequent()
    {
        var log = LogOf("a a b c a");

        // With two entries, c displaces a under LRU and b under LFU.
        Assert.Equal(4, LruReplay.Loads(log, 2)[1]);
        Assert.Equal(3, LfuReplay.Loads(log, 2)[1]);
    }

    [Fact]
    public void Every_instance_has_a_cache_of_its_own() => Assert.Equal([2], LruReplay.Loads(LogOf("a", "a"), 1));

    [Fact]
    public void All_sizes_at_once_are_the_same_as_each_alone() => Gen.Int[0, 6].Array[1, 60].Sample(names =>
    {
        var log = LogOf(string.Join(' ', names));
        Assert.Equal(Enumerable.Range(1, 5).Select(size => PlainLru(names, size)), LruReplay.Loads(log, 5));
    });

    [Fact]
    public void A_larger_cache_never_loads_more_under_lru() => Gen.Int[0, 9].Array[1, 60].Sample(names =>
    {
        long[] loads = LruReplay.Loads(LogOf(string.Join(' ', names)), 8);
        Assert.Equal(loads.OrderDescending(), loads);
    });

    /// <summary>One text per instance; each word is a request's LoRA.</summary>
    private static AccessLog LogOf(params string[] instances) => AccessLog.Of(
        [.. instances.SelectMany((text, i) => text.Split(' ').Select(name => new TraceRequest { At = TimeSpan.Zero, Instance = $"{i}", Loras = [new LoraUse(name)] }))],
        AddOnKind.Lora);

    private static long PlainLru(int[] names, int size)
    {
        var cache = new List<int>();
        long loads = 0;
        foreach (int name in names)
        {
            loads += cache.Remove(name) ? 0 : 1;
            cache.Insert(0, name);
            if (cache.Count > size)
                cache.RemoveAt(size);
        }

        return loads;
    }
}
