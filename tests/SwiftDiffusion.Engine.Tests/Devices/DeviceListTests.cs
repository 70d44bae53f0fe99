using SwiftDiffusion.Engine.Devices;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Devices;

public sealed class DeviceListTests
{
    private static readonly CoreSet EightCores = CoreSet.Of(Enumerable.Range(0, 8));

    [Theory]
    [InlineData("cpu", "cpu")]
    [InlineData("cpu:3", "cpu:3")]
    [InlineData("cpu:0-3", "cpu:0-3")]
    [InlineData("cpu*2", "cpu:0-3,cpu:4-7")]
    [InlineData("cpu*8", "cpu:0,cpu:1,cpu:2,cpu:3,cpu:4,cpu:5,cpu:6,cpu:7")]
    [InlineData("cpu:0-1, cpu:4-5", "cpu:0-1,cpu:4-5")]
    [InlineData("cuda:0,cuda:1,cpu", "cuda:0,cuda:1,cpu")]
    [InlineData("auto", "auto")]
    public void Devices_are_read(string text, string expected)
    {
        var (list, problem) = DeviceList.Parse(text, EightCores);

        Assert.Null(problem);
        Assert.Equal(expected, $"{list}");
    }

    [Theory]
    [InlineData("gpu", "'gpu' is no device; expected auto, or devices separated by commas: cpu, cpu:CORE, cpu:FIRST-LAST, cpu*SETS, cuda:GPU, emulated:PROFILE*COUNT")]
    [InlineData("cpu:3-1", "'cpu:3-1' is no device; expected auto, or devices separated by commas: cpu, cpu:CORE, cpu:FIRST-LAST, cpu*SETS, cuda:GPU, emulated:PROFILE*COUNT")]
    [InlineData("cpu*0", "'cpu*0' is no device; expected auto, or devices separated by commas: cpu, cpu:CORE, cpu:FIRST-LAST, cpu*SETS, cuda:GPU, emulated:PROFILE*COUNT")]
    [InlineData("", "'' is no device; expected auto, or devices separated by commas: cpu, cpu:CORE, cpu:FIRST-LAST, cpu*SETS, cuda:GPU, emulated:PROFILE*COUNT")]
    [InlineData("cpu:7-9", "cpu:7-9 names core 8, which this process does not have; its cores are 0-7")]
    [InlineData("cpu*3", "cpu*3 splits 8 cores into 3 equal sets, which is not possible; name the sets, as in cpu:0-1,cpu:2")]
    [InlineData("cpu:0-3,cpu:3-4", "cpu:0-3 and cpu:3-4 share core 3; give every core to one device")]
    [InlineData("cpu,cpu:5", "cpu and cpu:5 share core 5; give every core to one device")]
    [InlineData("cuda:0,cuda:0", "cuda:0 is named twice; name it once")]
    public void What_is_wrong_is_told_with_its_remedy(string text, string expected)
    {
        var (list, problem) = DeviceList.Parse(text, EightCores);

        Assert.Null(list);
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void Cores_are_split_as_the_process_has_them()
    {
        var (list, _) = DeviceList.Parse("cpu*2", CoreSet.Of([1, 4, 5, 9]));

        Assert.Equal([CoreSet.Of([1, 4]), CoreSet.Of([5, 9])], list!.Specs.Select(spec => spec.Cores));
    }

    [Fact]
    public void By_itself_a_small_model_gets_a_device_per_core_and_a_large_one_all_cores()
    {
        Assert.Equal("cpu:0,cpu:1,cpu:2,cpu:3", string.Join(',', DeviceList.Auto.For(4_000_000, CoreSet.Of([0, 1, 2, 3]))));
        Assert.Equal([DeviceSpec.Default], DeviceList.Auto.For(860_000_000, CoreSet.Of([0, 1, 2, 3])));
        Assert.Equal([DeviceSpec.Default], DeviceList.Auto.For(4_000_000, CoreSet.Of([2])));
    }

    [Fact]
    public void What_the_user_names_is_taken_whatever_the_model()
    {
        var (list, _) = DeviceList.Parse("cpu:0-3", EightCores);

        Assert.Equal("cpu:0-3", string.Join(',', list!.For(4_000_000, EightCores)));
    }
}
