using SwiftDiffusion.Engine.Devices.Emulation;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Devices.Emulation;

public sealed class EmulatedClockTests
{
    [Fact]
    public void A_device_is_busy_for_the_scaled_duration()
    {
        var time = new JumpingTime();
        var clock = new EmulatedClock(time, scale: 10);
        clock.Occupy(TimeSpan.FromSeconds(1));
        var start = time.Now;

        clock.Occupy(TimeSpan.FromSeconds(1));

        Assert.Equal(100, (time.Now - start).TotalMilliseconds);
    }

    [Fact]
    public void Late_wake_ups_and_short_pauses_do_not_add_up()
    {
        var time = new JumpingTime(lateness: TimeSpan.FromMilliseconds(1));
        var clock = new EmulatedClock(time);
        clock.Occupy(TimeSpan.FromMilliseconds(20));
        var start = time.Now;

        for (int i = 0; i < 50; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(2));
            clock.Occupy(TimeSpan.FromMilliseconds(20));
        }

        Assert.Equal(1000, (time.Now - start).TotalMilliseconds);
    }

    [Fact]
    public void Idleness_is_not_made_good_but_for_the_slack()
    {
        var time = new JumpingTime();
        var clock = new EmulatedClock(time);
        clock.Occupy(TimeSpan.FromMilliseconds(20));
        time.Advance(TimeSpan.FromSeconds(5));
        var start = time.Now;

        clock.Occupy(TimeSpan.FromMilliseconds(20));

        Assert.Equal(16, (time.Now - start).TotalMilliseconds);
    }

    [Fact]
    public void Work_that_costs_nothing_does_not_wait()
    {
        var time = new JumpingTime();

        new EmulatedClock(time).Occupy(TimeSpan.Zero);

        Assert.Equal(TimeSpan.Zero, time.Now);
    }
}
