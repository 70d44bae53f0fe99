using Microsoft.Extensions.Time.Testing;
using SwiftDiffusion.LoadGen.Replay;

namespace SwiftDiffusion.LoadGen.Tests.Replay;

public sealed class ScaledTimeTests
{
    private readonly FakeTimeProvider _real = new();

    [Fact]
    public void It_measures_the_scaled_time()
    {
        var time = new ScaledTime(_real, 60);
        long start = time.GetTimestamp();

        _real.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(TimeSpan.FromMinutes(1), time.GetElapsedTime(start));
    }

    [Fact]
    public async Task A_wait_ends_when_its_scaled_time_has_passed_and_not_before()
    {
        var time = new ScaledTime(_real, 60);
        var wait = Task.Delay(TimeSpan.FromMinutes(1), time, TestContext.Current.CancellationToken);

        _real.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(wait.IsCompleted);
        _real.Advance(TimeSpan.FromMilliseconds(1));

        await wait;
    }

    [Fact]
    public async Task Waits_below_a_real_millisecond_are_rounded_up()
    {
        var time = new ScaledTime(_real, 1000);
        var wait = Task.Delay(TimeSpan.FromMilliseconds(1500), time, TestContext.Current.CancellationToken);

        _real.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(wait.IsCompleted);
        _real.Advance(TimeSpan.FromMilliseconds(1));

        await wait;
    }

    [Fact]
    public void A_timer_that_is_set_anew_is_scaled_too()
    {
        int fired = 0;
        using var timer = new ScaledTime(_real, 10).CreateTimer(_ => fired++, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(TimeSpan.FromSeconds(10), Timeout.InfiniteTimeSpan);

        _real.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal(0, fired);
        _real.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(1, fired);
    }
}
