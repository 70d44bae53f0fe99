using CsCheck;
using SwiftDiffusion.Engine.Denoising;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Denoising;

public sealed class LoopChoiceTests
{
    [Fact]
    public void An_empty_loop_goes_before_one_that_works() => Assert.Equal(1, LoopChoice.Pick([1, 1], [[0.5], []]));

    [Fact]
    public void Equal_loops_are_filled_from_the_first() => Assert.Equal(0, LoopChoice.Pick([1, 1], [[], []]));

    [Fact]
    public void A_faster_device_is_worth_a_wait() => Assert.Equal(0, LoopChoice.Pick([1, 5], [[2, 2], []]));

    [Fact]
    public void Long_sequences_hold_a_short_one_up_by_its_own_length_only() => Assert.Equal(0, LoopChoice.Pick([1, 1], [[100], [0.8, 0.8]]));

    [Fact]
    public void A_burst_of_equal_sequences_spreads_evenly() => Gen.Select(Gen.Int[1, 6], Gen.Int[1, 30]).Sample((loops, burst) =>
    {
        var inside = Enumerable.Range(0, loops).Select(_ => new List<double>()).ToArray();
        for (int i = 0; i < burst; i++)
            inside[LoopChoice.Pick([.. inside.Select(_ => 2.0)], inside)].Add(2);
        return inside.Max(loop => loop.Count) - inside.Min(loop => loop.Count) <= 1;
    });
}
