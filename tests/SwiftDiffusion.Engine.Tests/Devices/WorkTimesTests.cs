using SwiftDiffusion.Engine.Devices;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Devices;

public sealed class WorkTimesTests(TestDevice device) : IClassFixture<TestDevice>
{
    private static readonly WorkKind Down = new("unet.down", 2_000_000, 256), Branch = new("controlnet a", 1_000_000, 256);
    private readonly WorkTimes _times = new();

    [Fact]
    public void What_nobody_has_run_is_estimated_by_its_size()
    {
        Assert.Equal(2, _times.Seconds(Down, 1, device.Device) / _times.Seconds(Branch, 1, device.Device), 1e-9);
        Assert.Equal(4, _times.Seconds(Down, 4, device.Device) / _times.Seconds(Down, 1, device.Device), 1e-9);
    }

    [Fact]
    public void Other_work_on_the_device_tells_its_speed()
    {
        Observe(Down, 1, 0.1);

        Assert.Equal(0.05, _times.Seconds(Branch, 1, device.Device), 1e-9);
    }

    [Fact]
    public void What_was_measured_counts_by_rows()
    {
        for (int i = 0; i < 3; i++)
        {
            Observe(Down, 1, 0.1);
            Observe(Down, 4, 0.13);
        }

        Assert.Equal(0.1, _times.Seconds(Down, 1, device.Device), 1e-9);
        Assert.Equal(0.13, _times.Seconds(Down, 4, device.Device), 1e-9);
        Assert.Equal(0.2, _times.Seconds(Down, 2, device.Device), 1e-9);
    }

    [Fact]
    public void A_first_run_that_was_slow_does_not_put_off_a_second()
    {
        Observe(Down, 2, 0.1);
        Observe(Down, 1, 0.5);

        Assert.Equal(0.05, _times.Seconds(Down, 1, device.Device), 1e-9);
    }

    [Fact]
    public void A_device_that_has_become_slower_is_noticed()
    {
        Observe(Down, 1, 0.1);
        for (int i = 0; i < 40; i++)
            Observe(Down, 1, 0.3);

        Assert.InRange(_times.Seconds(Down, 1, device.Device), 0.29, 0.3);
    }

    [Fact]
    public void Devices_of_another_class_are_told_apart()
    {
        using var larger = new Device(new DeviceSpec(DeviceKind.Cpu, 2));
        for (int i = 0; i < 3; i++)
            Observe(Down, 1, 0.1);
        _times.Observe(Down, 1, larger, TimeSpan.FromSeconds(0.06));

        Assert.Equal(0.1, _times.Seconds(Down, 1, device.Device), 1e-9);
        Assert.Equal(0.06, _times.Seconds(Down, 1, larger), 1e-9);
    }

    private void Observe(WorkKind kind, int rows, double seconds) => _times.Observe(kind, rows, device.Device, TimeSpan.FromSeconds(seconds));
}
