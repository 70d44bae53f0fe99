using SwiftDiffusion.Engine.Devices.Emulation;
using SwiftDiffusion.Host.Bench.AddOns.Fleet;

namespace SwiftDiffusion.Host.Tests.Bench.AddOns;

public sealed class FleetPolicyTests
{
    private static readonly DeviceProfile Profile = DeviceProfileReader.Read("h800-sdxl");
    private static readonly FleetSetting Largest = FleetSetting.Published.MaxBy(setting => setting.ControlNets + setting.Loras)!;

    [Fact]
    public void The_published_workflow_fetches_and_injects_one_LoRA_after_the_other()
    {
        double first = FleetPolicy.Serial.FetchSeconds(Profile.Adapter, 0), second = FleetPolicy.Serial.FetchSeconds(Profile.Adapter, 1);

        Assert.Equal(Profile.Adapter.SizeBytes * ((1 / Profile.Adapter.FetchBytesPerSecond) + (Profile.Adapter.InjectSecondsPerGigabyte / 1e9)), first, 1e-9);
        // The second is larger and waits for the first.
        Assert.InRange(second, 2 * first, 3 * first);
    }

    [Fact]
    public void LoRAs_that_are_fetched_beside_the_steps_do_not_wait_for_one_another()
    {
        foreach (var policy in new[] { FleetPolicy.Dedicated, FleetPolicy.Ours })
            Assert.InRange(policy.FetchSeconds(Profile.Adapter, 1), 0, 2 * policy.FetchSeconds(Profile.Adapter, 0));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0.09)]
    [InlineData(2, 0.12)]
    public void Only_patching_in_place_lets_the_steps_stand_still(int loras, double seconds)
    {
        Assert.Equal(seconds, FleetPolicy.Dedicated.PauseSeconds(Profile.Adapter, loras), 1e-9);
        Assert.Equal(0, FleetPolicy.Ours.PauseSeconds(Profile.Adapter, loras));
    }

    [Fact]
    public void Adapters_as_graph_inputs_cost_only_those_who_have_them_so()
    {
        Assert.Equal(0, FleetPolicy.Serial.Profile(Profile).Adapter.InputOverhead);
        Assert.Equal(0, FleetPolicy.Dedicated.Profile(Profile).Adapter.InputOverhead);
        Assert.Equal(Profile.Adapter.InputOverhead, FleetPolicy.Ours.Profile(Profile).Adapter.InputOverhead);
    }

    [Fact]
    public void Kernels_are_as_fast_for_both_that_have_fused_ones() => Assert.Equal(
        (Profile.Speed, FleetPolicy.Ours.Profile(Profile).Speed), (FleetPolicy.Serial.Profile(Profile).Speed, FleetPolicy.Dedicated.Profile(Profile).Speed));

    [Fact]
    public void Devices_are_one_one_for_every_part_and_eight() => Assert.Equal(
        (1, 8, 8), (FleetPolicy.Serial.Devices(Largest), FleetPolicy.Dedicated.Devices(Largest), FleetPolicy.Ours.Devices(Largest)));
}
