using CsCheck;
using SwiftDiffusion.Host.Serving;

namespace SwiftDiffusion.Host.Tests.Serving;

public sealed class PreviewStepsTests
{
    [Theory]
    [InlineData(20, 3, new[] { 5, 10, 15 })]
    [InlineData(20, 1, new[] { 10 })]
    [InlineData(20, 0, new int[0])]
    [InlineData(2, 3, new[] { 1 })]
    [InlineData(1, 3, new int[0])]
    public void Previews_are_spread_evenly(int steps, int previews, int[] expected) => Assert.Equal(expected, Due(steps, previews));

    [Fact]
    public void There_are_never_more_than_were_asked_for_and_none_after_the_last_step() =>
        Gen.Select(Gen.Int[1, 1000], Gen.Int[0, 3]).Sample((steps, previews) =>
            Due(steps, previews) is var due && due.Length <= previews && due.All(step => step < steps) && (steps <= previews || due.Length == previews));

    private static int[] Due(int steps, int previews) => [.. Enumerable.Range(1, steps).Where(step => PreviewSteps.IsDue(step, steps, previews))];
}
