using SwiftDiffusion.LoadGen.Reporting;

namespace SwiftDiffusion.LoadGen.Tests.Reporting;

public sealed class TimelineTests
{
    [Fact]
    public void Slices_count_arrivals_endings_and_what_is_open()
    {
        var timeline = Timeline.Of([Records.Completed(0, 0, 12_000), Records.Completed(1, 0.5, 100), Records.Completed(2, 11, 500)]);

        Assert.Equal(1, timeline.SliceS);
        Assert.Equal(13, timeline.Slices.Count);
        Assert.Equal(3, timeline.Slices.Sum(slice => slice.OfferedPerS * timeline.SliceS), 1e-9);
        Assert.Equal(3, timeline.Slices.Sum(slice => slice.CompletedPerS * timeline.SliceS), 1e-9);
        Assert.Equal(2, timeline.Slices.Sum(slice => slice.GoodPerS * timeline.SliceS), 1e-9);
        Assert.Equal((2, 1, 0), (timeline.Slices[0].Open, timeline.Slices[5].Open, timeline.Slices[12].Open));
        Assert.Null(timeline.Slices[5].MedianMs);
    }

    [Fact]
    public void A_long_run_has_longer_slices() => Assert.Equal(300, Timeline.Of([Records.Completed(0, 3500, 10)]).SliceS);

    [Fact]
    public void Many_requests_have_finer_slices() => Assert.Equal(0.1, Timeline.Of([.. Enumerable.Range(0, 1000).Select(i => Records.Completed(i, i / 100.0, 10))]).SliceS);
}
