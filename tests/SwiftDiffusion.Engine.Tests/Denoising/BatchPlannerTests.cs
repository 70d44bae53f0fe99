using CsCheck;
using SwiftDiffusion.Engine.Denoising;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Denoising;

public sealed class BatchPlannerTests
{
    private static readonly Dictionary<string, long> Never = [];

    [Fact]
    public void Takes_sequences_in_order_until_the_rows_are_full()
    {
        Assert.Equal([0, 1], BatchPlanner.Choose([("a", 2), ("a", 2), ("a", 2)], Never, rowLimit: 4));
    }

    [Fact]
    public void Takes_one_sequence_even_if_it_alone_exceeds_the_limit()
    {
        Assert.Equal([0], BatchPlanner.Choose([("a", 2), ("a", 1)], Never, rowLimit: 1));
    }

    [Fact]
    public void Lets_nobody_overtake_a_sequence_that_did_not_fit()
    {
        Assert.Equal([0], BatchPlanner.Choose([("a", 2), ("a", 2), ("a", 1)], Never, rowLimit: 3));
    }

    [Fact]
    public void Serves_the_key_whose_last_turn_is_longest_ago()
    {
        Assert.Equal([1], BatchPlanner.Choose([("a", 2), ("b", 2)], new Dictionary<string, long> { ["a"] = 7, ["b"] = 3 }, rowLimit: 8));
    }

    [Fact]
    public void Prefers_a_key_that_has_never_been_served()
    {
        Assert.Equal([1], BatchPlanner.Choose([("a", 2), ("b", 2)], new Dictionary<string, long> { ["a"] = 7 }, rowLimit: 8));
    }

    [Fact]
    public void Chooses_nothing_from_nothing() => Assert.Empty(BatchPlanner.Choose([], Never, rowLimit: 8));

    [Fact]
    public void Every_key_gets_its_turn_within_as_many_turns_as_there_are_keys()
    {
        Gen.Select(Gen.Int[0, 4], Gen.Int[1, 2]).List[1, 20].Sample(entries =>
        {
            var ready = entries.ConvertAll(entry => (Key: entry.Item1, Rows: entry.Item2));
            var lastTurn = new Dictionary<int, long>();
            for (int turn = 0; turn < 5; turn++)
                lastTurn[ready[BatchPlanner.Choose(ready, lastTurn, rowLimit: 4)[0]].Key] = turn;
            Assert.Equal(ready.Select(r => r.Key).Distinct().Order(), lastTurn.Keys.Order());
        });
    }

    [Fact]
    public void A_batch_has_one_key_and_keeps_to_the_limit()
    {
        Gen.Select(Gen.Select(Gen.Int[0, 3], Gen.Int[1, 2]).List[1, 20], Gen.Int[1, 16]).Sample((entries, limit) =>
        {
            var ready = entries.ConvertAll(entry => (Key: entry.Item1, Rows: entry.Item2));
            var chosen = BatchPlanner.Choose(ready, new Dictionary<int, long>(), limit);
            Assert.Single(chosen.Select(i => ready[i].Key).Distinct());
            Assert.True(chosen.Count == 1 || chosen.Sum(i => ready[i].Rows) <= limit);
        });
    }
}
