using System.Text.Json;

namespace SwiftDiffusion.Host.Tests.Commands;

public sealed class CompileCommandTests
{
    [Fact]
    public async Task A_models_parts_graphs_and_add_ons_are_shown()
    {
        string text = (await ProgramRun.Of("compile", TestModels.BuiltIn)).Ok();

        Assert.All(["unet ", "vae ", "text_encoder ", "unet.down.adapters", "vae.decoder"], part => Assert.Contains(part, text, StringComparison.Ordinal));
        Assert.Contains(Path.GetFileNameWithoutExtension(TestModels.Lora), text, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(TestModels.ControlNet), text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_parameter_of_a_unet_is_in_one_of_its_halves()
    {
        var report = (await ProgramRun.Of("compile", TestModels.SmallXl, "--json")).Json;

        long Sum(string list, Func<string, bool> isWanted) => report.GetProperty(list).EnumerateArray()
            .Where(entry => isWanted(entry.GetProperty("name").GetString()!)).Sum(entry => entry.GetProperty("parameters").GetInt64());
        long parameters = report.GetProperty("bundle").GetProperty("components")[0].GetProperty("parameters").GetInt64();
        Assert.Equal("sdxl", report.GetProperty("bundle").GetProperty("family").GetString());
        Assert.Equal(parameters, Sum("graphs", name => name is "unet.down" or "unet.up"));
    }

    [Fact]
    public async Task A_controlnet_folder_is_two_graphs()
    {
        var report = (await ProgramRun.Of("compile", TestModels.ControlNet, "--json")).Json;

        Assert.Equal("controlnet", report.GetProperty("bundle").GetProperty("family").GetString());
        Assert.Equal(["controlnet.embed", "controlnet.branch"], report.GetProperty("graphs").EnumerateArray().Select(graph => graph.GetProperty("name").GetString()!));
    }

    [Fact]
    public async Task Adapter_targets_are_counted_by_component()
    {
        var targets = (await ProgramRun.Of("compile", TestModels.SmallXl, "--json")).Json.GetProperty("adapter_targets");

        Assert.All(["unet", "text_encoder", "text_encoder_2"], component => Assert.Equal(JsonValueKind.Number, targets.GetProperty(component).ValueKind));
    }

    [Fact]
    public async Task A_folder_that_is_neither_is_refused()
    {
        using var folder = new TemporaryFolder();

        Assert.Contains("neither model_index.json", (await ProgramRun.Of("compile", folder.Path)).UserError(), StringComparison.Ordinal);
    }
}
