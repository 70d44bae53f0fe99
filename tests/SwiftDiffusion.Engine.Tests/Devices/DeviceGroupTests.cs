using SwiftDiffusion.Engine.Devices;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Devices;

public sealed class DeviceGroupTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Owner_of_a_device_stays_on_its_first_core()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "threads are placed by the system elsewhere");
        var cores = CoreSet.OfProcess;
        using var group = DeviceGroup.Open([DeviceSpec.On(CoreSet.Of([cores.Numbers[^1]]))], TimeProvider.System);

        Assert.Equal($"{cores.Numbers[^1]}", await group.Devices[0].Queue.RunAsync(WorkPriority.Step, AllowedCores, None));
    }

    [Fact]
    public async Task Owner_of_the_whole_cpu_is_placed_by_the_system()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "threads are placed by the system elsewhere");
        using var group = DeviceGroup.Open([DeviceSpec.Default], TimeProvider.System);

        Assert.Equal(AllowedCores(), await group.Devices[0].Queue.RunAsync(WorkPriority.Step, AllowedCores, None));
    }

    [Fact]
    public void Devices_of_one_core_share_sessions_and_others_do_not()
    {
        using var group = DeviceGroup.Open([Cores(0), Cores(1), Cores(2, 3), Cores(4, 5)], TimeProvider.System);
        object[] homes = [.. group.Devices.Select(device => device.SessionHome)];

        Assert.Same(homes[0], homes[1]);
        Assert.Equal(3, homes.Distinct().Count());
        Assert.Single(group.Devices.Select(device => device.Memory).Distinct());
    }

    [Fact]
    public void Between_cpu_devices_nothing_is_moved()
    {
        using var group = DeviceGroup.Open([Cores(0), Cores(1)], TimeProvider.System);

        Assert.Same(HostLink.Instance, group.Link(group.Devices[0], group.Devices[1]));
        Assert.Equal(TimeSpan.Zero, group.Link(group.Devices[0], group.Devices[1]).CostOf(1 << 30));
    }

    [Fact]
    public void Device_that_is_not_there_is_told_with_its_remedy()
    {
        var failure = Assert.Throws<DeviceUnavailableException>(() => DeviceGroup.Open([Cores(0), new DeviceSpec(DeviceKind.Cuda, 1)], TimeProvider.System));

        Assert.Equal("device cuda:1: this build of SwiftDiffusion runs on CPUs only; build it with -p:Accelerator=cuda", failure.Message);
    }

    /// <summary>As the kernel tells it of the calling thread, e.g. "0-3".</summary>
    private static string AllowedCores() =>
        File.ReadLines("/proc/thread-self/status").Single(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal)).Split('\t')[1];

    private static DeviceSpec Cores(params int[] cores) => DeviceSpec.On(CoreSet.Of(cores));
}
