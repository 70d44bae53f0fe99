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
    public void Idleness_is_not_made_good()
    {
        var time = new JumpingTime();
        var clock = new EmulatedClock(time);
        clock.Occupy(TimeSpan.FromMilliseconds(20));
        time.Advance(TimeSpan.FromSeconds(5));
        var start = time.Now;

        clock.Occupy(TimeSpan.FromMilliseconds(20));

        Assert.Equal(20, (time.Now - start).TotalMilliseconds);
    }

    [Fact]
    public void Work_that_costs_nothing_does_not_wait()
    {
        var time = new JumpingTime();

        new EmulatedClock(time).Occupy(TimeSpan.Zero);

        Assert.Equal(TimeSpan.Zero, time.Now);
    }

    [Fact]
    public void Waits_are_told_as_planned_and_as_they_were()
    {
        var time = new JumpingTime(lateness: TimeSpan.FromMilliseconds(1));
        var waits = new EmulatedWaits();
        var clock = new EmulatedClock(time, scale: 2, waits);

        clock.Occupy(TimeSpan.FromMilliseconds(40));
        time.Advance(TimeSpan.FromSeconds(1));
        clock.Occupy(TimeSpan.FromMilliseconds(40));

        Assert.Equal(new EmulatedWaitFigures(2, TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(42), TimeSpan.FromMilliseconds(2)), waits.Look());
        Assert.Equal((0.05, 0.05), (waits.Look().Error, waits.Look().DeviationShare));
    }

    [Fact]
    public void A_wait_that_is_shorter_because_the_one_before_was_late_deviates_but_makes_no_error()
    {
        var time = new JumpingTime(lateness: TimeSpan.FromMilliseconds(1));
        var waits = new EmulatedWaits();
        var clock = new EmulatedClock(time, waits: waits);
        clock.Occupy(TimeSpan.FromMilliseconds(20));
        var before = waits.Look();

        clock.Occupy(TimeSpan.FromMilliseconds(20));

        Assert.Equal(0, waits.Look().Since(before).Error);
    }

    [Fact]
    public void The_systems_clock_is_waited_for_to_the_planned_instant()
    {
        var waits = new EmulatedWaits();
        var clock = new EmulatedClock(TimeProvider.System, scale: 100, waits);

        for (int i = 0; i < 10; i++)
            clock.Occupy(TimeSpan.FromMilliseconds(40));

        Assert.Equal((10, TimeSpan.FromMilliseconds(4)), (waits.Look().Count, waits.Look().Planned));
        Assert.True(waits.Look().Achieved >= waits.Look().Planned, "never early");
    }
}
