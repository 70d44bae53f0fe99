using SwiftDiffusion.Engine.Adapters.Profiles;
using SwiftDiffusion.Testing;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Adapters.Profiles;

public sealed class AdapterProfileTests
{
    /// <summary>Four calls on tinyworld, of which the third needs the adapter.</summary>
    internal static AdapterProfile Sample { get; } = new("tinyworld", 4, 2, 499, 0.99, 3, "ddim", 7, [1, 0.995, 0.98, 0.992]);

    [Theory]
    [InlineData(new[] { 1, 0.995, 0.98, 0.992 }, 2)]
    [InlineData(new[] { 0.5, 1 }, 0)]
    [InlineData(new[] { 1, 0.99, 0.99 }, 3)]
    public void The_bound_is_the_first_call_under_the_threshold(double[] cosines, int bound) => Assert.Equal(bound, AdapterProfile.BoundOf(cosines, 0.99));

    [Theory]
    [InlineData(new float[] { 999, 749, 499, 249 }, 2)]
    [InlineData(new float[] { 999, 899, 799, 699, 599, 499, 399, 299, 199, 99 }, 5)]
    [InlineData(new float[] { 400, 300, 200 }, 0)]
    [InlineData(new float[] { 999, 600 }, 2)]
    public void In_another_run_the_bound_is_where_its_noise_level_is(float[] timesteps, int bound) => Assert.Equal(bound, Sample.BoundFor(timesteps));

    [Fact]
    public void An_adapter_that_never_matters_is_bound_by_nothing() =>
        Assert.Equal(3, (Sample with { Bound = 4, Timestep = -1 }).BoundFor([999, 500, 0]));

    [Fact]
    public void A_profile_is_read_as_it_was_written()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("below", "neon.profile.json");
        Sample.Write(path);
        var read = AdapterProfile.Find(path, "tinyworld")!;
        Assert.Equal(Sample.Cosines, read.Cosines);
        Assert.Equal(Sample, read with { Cosines = Sample.Cosines });
        Assert.Contains("\"base_model\": \"tinyworld\"", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{\"base_model\": \"tinyworld\"}")]
    [InlineData("{\"base_model\": \"tinyworld\", \"cosines\": 3}")]
    public void What_is_no_profile_counts_as_none(string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("neon.profile.json"), text);
        Assert.Null(AdapterProfile.Find(folder.File("neon.profile.json"), "tinyworld"));
        Assert.Null(AdapterProfile.Find(folder.File("none.profile.json"), "tinyworld"));
    }
}
