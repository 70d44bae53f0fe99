using System.Collections.Immutable;
using SwiftDiffusion.Engine.Devices.Emulation;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Devices.Emulation;

public sealed class NetworkProfileTests
{
    private static readonly NetworkProfile Measured = new(0, ImmutableSortedDictionary<int, double>.Empty.Add(1, 40).Add(2, 54).Add(8, 165));

    [Theory]
    [InlineData(1, 40)]
    [InlineData(2, 54)]
    [InlineData(5, 109.5)]
    [InlineData(8, 165)]
    [InlineData(10, 202)]
    public void Time_is_linear_between_what_was_measured_and_goes_on_with_the_last_slope(int rows, double milliseconds) =>
        Assert.Equal(milliseconds, Measured.Time(rows).TotalMilliseconds, 6);

    [Fact]
    public void A_single_entry_costs_the_same_for_each_of_its_row_counts() =>
        Assert.Equal(90, new NetworkProfile(0, ImmutableSortedDictionary<int, double>.Empty.Add(2, 60)).Time(3).TotalMilliseconds, 6);

    [Fact]
    public void There_is_no_time_for_no_rows() => Assert.Throws<ArgumentOutOfRangeException>(() => Measured.Time(0));
}
