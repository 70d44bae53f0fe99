using System.Text.Json.Nodes;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Devices.Emulation;
using SwiftDiffusion.Testing;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Devices.Emulation;

public sealed class DeviceProfileReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void The_published_step_times_come_with_the_engine()
    {
        var profile = DeviceProfileReader.Read("h800-sdxl");

        Assert.Equal([40.0, 54.0, 88.9, 165.2], new[] { 1, 2, 4, 8 }.Select(rows => profile.UNet.Time(rows).TotalMilliseconds));
        Assert.Equal([19.1, 26.5, 43.6, 81.0], new[] { 1, 2, 4, 8 }.Select(rows => profile.ControlNet.Time(rows).TotalMilliseconds));
    }

    [Fact]
    public void Every_profile_that_comes_with_the_engine_is_readable_and_says_where_it_is_from()
    {
        Assert.Equal(["a10-sd15", "h800-sdxl"], DeviceProfileReader.Names);
        Assert.All(DeviceProfileReader.Names, name =>
        {
            var profile = DeviceProfileReader.Read(name);
            Assert.Equal(name, profile.Name);
            Assert.NotEmpty(profile.Source);
        });
    }

    [Fact]
    public void An_unknown_name_lists_the_profiles()
    {
        var e = Assert.Throws<DeviceUnavailableException>(() => DeviceProfileReader.Read("h900"));

        Assert.Contains("a10-sd15, h800-sdxl", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("downShare", "1.5", "downShare must be between 0 and 1")]
    [InlineData("speed", "0", "speed must be greater than 0")]
    [InlineData("hostToDeviceBytesPerSecond", "-1", "hostToDeviceBytesPerSecond must be greater than 0")]
    [InlineData("uNet", """{"sizeBytes":1,"millisecondsByRows":{}}""", "uNet.millisecondsByRows must map")]
    [InlineData("uNet", """{"sizeBytes":1,"millisecondsByRows":{"0":1}}""", "uNet.millisecondsByRows must map")]
    [InlineData("controlNet", """{"sizeBytes":-1,"millisecondsByRows":{"1":1}}""", "controlNet.sizeBytes must not be negative")]
    [InlineData("vaeDecoder", """{"sizeBytes":1}""", "millisecondsByRows")]
    [InlineData("unet", "{}", "unet")]
    public void A_wrong_field_is_named(string field, string value, string expected)
    {
        var e = Assert.Throws<DeviceUnavailableException>(() => DeviceProfileReader.Read(FileWith(field, value)));

        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_JSON_is_refused_by_name()
    {
        string path = Path.Combine(_folder.Path, "broken.json");
        File.WriteAllText(path, "{");

        var e = Assert.Throws<DeviceUnavailableException>(() => DeviceProfileReader.Read(path));

        Assert.Contains("broken.json", e.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private string FileWith(string field, string value)
    {
        using var original = typeof(DeviceProfileReader).Assembly.GetManifestResourceStream("Profiles/h800-sdxl.json")!;
        var json = JsonNode.Parse(original)!.AsObject();
        json[field] = JsonNode.Parse(value);
        string path = Path.Combine(_folder.Path, "profile.json");
        File.WriteAllText(path, json.ToJsonString());
        return path;
    }
}
