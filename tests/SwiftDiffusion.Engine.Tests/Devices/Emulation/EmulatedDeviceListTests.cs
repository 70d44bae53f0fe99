using SwiftDiffusion.Engine.Devices;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Devices.Emulation;

public sealed class EmulatedDeviceListTests
{
    [Fact]
    public void A_count_makes_as_many_devices_of_the_profile()
    {
        var (list, problem) = DeviceList.Parse("emulated:h800-sdxl*3", CoreSet.OfProcess);

        Assert.Null(problem);
        Assert.Equal(["emulated:h800-sdxl#0", "emulated:h800-sdxl#1", "emulated:h800-sdxl#2"], list!.Specs.Select(spec => spec.ToString()));
    }

    [Theory]
    [InlineData("emulated:h900", "neither a file nor one of the profiles a10-sd15, h800-sdxl")]
    [InlineData("emulated:h800-sdxl*0", "must end in *COUNT, from 1 to 1024")]
    [InlineData("emulated:h800-sdxl*many", "must end in *COUNT, from 1 to 1024")]
    [InlineData("emulated:a10-sd15,emulated:a10-sd15", "name it once, with *COUNT for several")]
    public void What_cannot_be_is_refused_with_the_remedy(string text, string expected)
    {
        var (list, problem) = DeviceList.Parse(text, CoreSet.OfProcess);

        Assert.Null(list);
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }
}
