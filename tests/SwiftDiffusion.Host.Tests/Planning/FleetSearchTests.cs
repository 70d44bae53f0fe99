using SwiftDiffusion.Host.Planning;

namespace SwiftDiffusion.Host.Tests.Planning;

public sealed class FleetSearchTests
{
    [Theory]
    [InlineData(1, new[] { 1 })]
    [InlineData(2, new[] { 1, 2 })]
    [InlineData(3, new[] { 1, 2, 4, 3 })]
    [InlineData(11, new[] { 1, 2, 4, 8, 16, 12, 10, 11 })]
    public void Fleets_are_doubled_until_one_holds_and_then_the_gap_is_halved(int needed, int[] expected)
    {
        var search = new FleetSearch(largest: 64, maxTrials: 100);

        Assert.Equal(expected, Try(search, needed));
        Assert.Equal((needed, true), (search.Smallest, search.IsDecided));
    }

    [Fact]
    public void The_largest_fleet_is_tried_even_if_it_is_no_power_of_two()
    {
        var search = new FleetSearch(largest: 6, maxTrials: 100);

        Assert.Equal([1, 2, 4, 6, 5], Try(search, needed: 6));
        Assert.Equal(6, search.Smallest);
    }

    [Fact]
    public void When_none_holds_the_search_ends_with_the_largest()
    {
        var search = new FleetSearch(largest: 8, maxTrials: 100);

        Assert.Equal([1, 2, 4, 8], Try(search, needed: 9));
        Assert.Equal((null, true, 8), (search.Smallest, search.IsDecided, search.TooSmall));
    }

    [Fact]
    public void Trials_are_bounded_and_what_is_known_by_then_is_told()
    {
        var search = new FleetSearch(largest: 64, maxTrials: 6);

        Assert.Equal([1, 2, 4, 8, 16, 12], Try(search, needed: 11));
        Assert.Equal((12, false, 8), (search.Smallest, search.IsDecided, search.TooSmall));
    }

    /// <summary>The fleets that are tried when that many devices are needed.</summary>
    private static List<int> Try(FleetSearch search, int needed)
    {
        var tried = new List<int>();
        while (search.Next is { } devices)
        {
            tried.Add(devices);
            search.Learn(devices, devices >= needed);
        }

        return tried;
    }
}
