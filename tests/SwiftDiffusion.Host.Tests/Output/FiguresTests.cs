using SwiftDiffusion.Host.Output;

namespace SwiftDiffusion.Host.Tests.Output;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(999, "999 B")]
    [InlineData(23_900_000, "23.9 MB")]
    public void Sizes_have_a_unit(long size, string text) => Assert.Equal(text, Figures.Bytes(size));

    [Theory]
    [InlineData(12, "12")]
    [InlineData(1_700, "1.7 k")]
    [InlineData(859_520_964, "859.52 M")]
    public void Parameters_are_counted_in_millions(long count, string text) => Assert.Equal(text, Figures.Count(count));

    [Theory]
    [InlineData(0.0123, "12.30 ms")]
    [InlineData(1.4567, "1.457 s")]
    public void Durations_below_a_second_are_milliseconds(double seconds, string text) => Assert.Equal(text, Figures.Duration(seconds));

    [Fact]
    public void An_empty_list_is_a_dash() => Assert.Equal("-", Figures.List(Array.Empty<int>()));
}
