using SwiftDiffusion.LoadGen.Targets;

namespace SwiftDiffusion.LoadGen.Tests.Targets;

public sealed class ServerTimingTests
{
    [Theory]
    [InlineData("queue;dur=1.5, denoise;dur=20", 2)]
    [InlineData("cache;desc=\"hit\", queue;desc=q;dur=1.5", 1)]
    [InlineData("queue;dur=soon", 0)]
    [InlineData("", 0)]
    [InlineData(null, 0)]
    public void Entries_with_a_duration_are_phases(string? header, int phases) => Assert.Equal(phases, ServerTiming.Parse(header).Count);

    [Fact]
    public void Durations_are_milliseconds() => Assert.Equal(1.5, ServerTiming.Parse("queue;dur=1.5")["queue"]);
}
