using SwiftDiffusion.Engine.Adapters.Profiles;

namespace SwiftDiffusion.Host.Tests.Commands;

public sealed class ProfileAdapterCommandTests
{
    [Fact]
    public async Task A_profile_is_printed_and_written()
    {
        using var folder = new TemporaryFolder();
        var run = await ProgramRun.Of("profile-adapter", "--lora", TestModels.Lora, "--steps", "4", "--prompts", "2", "--out", folder.Path, "--json");
        run.Ok();

        var adapter = run.Json.GetProperty("adapters")[0];
        string name = Path.GetFileNameWithoutExtension(TestModels.Lora);
        Assert.Equal(name, adapter.GetProperty("lora").GetString());
        var profile = AdapterProfile.Find(folder.File($"{name}.profile.json"), "tinyworld")!;
        Assert.Equal((4, 2, 0.99), (profile.Steps, profile.Runs, profile.Threshold));
        Assert.Equal(4, profile.Cosines.Length);
        Assert.All(profile.Cosines, cosine => Assert.InRange(cosine, 0, 0.9999999));
        Assert.Equal(AdapterProfile.BoundOf(profile.Cosines, 0.99), profile.Bound);
    }

    [Fact]
    public async Task A_lower_threshold_is_a_later_bound()
    {
        using var folder = new TemporaryFolder();
        var bounds = new List<int>();
        foreach (string threshold in new[] { "1", "0.99", "0" })
        {
            var run = await ProgramRun.Of("profile-adapter", "--lora", TestModels.Lora, "--steps", "4", "--prompt", "red heart", "--threshold", threshold, "--out", folder.Path, "--json");
            bounds.Add(run.Json.GetProperty("adapters")[0].GetProperty("profile").GetProperty("bound").GetInt32());
        }

        Assert.Equal(bounds.Order(), bounds);
        Assert.Equal((0, 4), (bounds[0], bounds[^1]));
    }

    [Fact]
    public async Task Without_a_LoRA_the_option_is_named() =>
        Assert.Contains("--lora", (await ProgramRun.Of("profile-adapter")).UserError(), StringComparison.Ordinal);

    [Fact]
    public async Task A_LoRA_that_is_not_there_is_one_line() =>
        Assert.Contains("LoRA 'none': file not found", (await ProgramRun.Of("profile-adapter", "--lora", "none.safetensors", "--steps", "1", "--prompts", "1")).UserError(), StringComparison.Ordinal);

    [Fact]
    public async Task A_scheme_that_is_not_known_is_one_line() =>
        Assert.Contains("has the scheme 'ftp'", (await ProgramRun.Of("profile-adapter", "--lora", "ftp://h/x.safetensors")).UserError(), StringComparison.Ordinal);
}
