using SwiftDiffusion.Onnx.Bundles;
using SwiftDiffusion.Onnx.Components;
using SwiftDiffusion.Onnx.Graphs;
using SwiftDiffusion.Onnx.Tests.Bundles;
using SwiftDiffusion.Testing;
using Xunit;

namespace SwiftDiffusion.Onnx.Tests.Graphs;

/// <summary>What the graphs of real model folders consist of.</summary>
public sealed class GraphStructureTests
{
    private const int MaxModelSizeBytes = 2_000_000;

    private static readonly string Tinyworld = RepositoryRoot.File("onnx", "tinyworld");

    /// <summary>Graph inputs by their documented names, adapters and numbered values aside.</summary>
    private static readonly Dictionary<string, string[]> Documented = new()
    {
        ["unet.down"] = ["sample", "timestep", "encoder_hidden_states", "text_embeds", "time_ids", "skip_", "mid", "time"],
        ["unet.up"] = ["mid", "time", "skip_", "encoder_hidden_states", "residual_", "noise_prediction"],
        ["text_encoder"] = ["input_ids", "pooled_position", "last_hidden_state", "hidden_", "clip_skip_", "pooled", "text_embeds"],
        ["vae.encoder"] = ["image", "moments"],
        ["vae.decoder"] = ["latents", "image"],
        ["controlnet.embed"] = ["controlnet_cond", "embedding"],
        ["controlnet.branch"] = ["sample", "timestep", "encoder_hidden_states", "text_embeds", "time_ids", "embedding", "conditioning_scale", "residual_"],
    };

    public static TheoryData<string> Models => [.. ModelFolders("model_index.json")];

    public static TheoryData<string> ControlNets => [.. ModelFolders("config.json")];

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_weight_of_a_model_is_used(string folder)
    {
        using var bundle = ModelBundle.Open(folder);
        var used = ModelEdits.Compile(bundle).SelectMany(graph => graph.Weights).Select(weight => weight.Location).ToHashSet();

        WeightSet[] components = [bundle.UNetWeights, bundle.VaeWeights, .. bundle.TextEncoders.Select(encoder => encoder.Weights)];

        Assert.DoesNotContain(components.SelectMany(weights => weights.Tensors), weight => !used.Contains(weight) && !IsBuffer(weight.Entry.Name));
    }

    [Theory]
    [MemberData(nameof(ControlNets))]
    public void Every_weight_of_a_controlnet_is_used(string folder)
    {
        using var bundle = ControlNetBundle.Open(folder);

        var used = Graphs(bundle).SelectMany(graph => graph.Weights).Select(weight => weight.Location.Entry.Name);

        Assert.Empty(bundle.Weights.Tensors.Select(weight => weight.Entry.Name).Except(used));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Graphs_hold_no_weights(string folder) =>
        Assert.All(ModelEdits.Compile(folder), graph => Assert.InRange(graph.Model.Length, 1, MaxModelSizeBytes));

    [Theory]
    [MemberData(nameof(Models))]
    public void Graphs_of_a_model_have_documented_ports(string folder) => Assert.All(ModelEdits.Compile(folder), HasDocumentedPorts);

    [Theory]
    [MemberData(nameof(ControlNets))]
    public void Graphs_of_a_controlnet_have_documented_ports(string folder)
    {
        using var bundle = ControlNetBundle.Open(folder);

        Assert.All(Graphs(bundle), HasDocumentedPorts);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_adapter_slot_has_two_inputs_of_its_widths(string folder)
    {
        var graphs = ModelEdits.Compile(folder).Where(graph => graph.AdapterSlots.Length > 0).ToArray();

        Assert.NotEmpty(graphs);
        Assert.All(graphs, graph => Assert.All(graph.AdapterSlots, slot =>
        {
            Assert.Equal([-1, slot.Inputs, -1], graph.Inputs.Single(input => input.Name == slot.DownInput).Shape);
            Assert.Equal([-1, -1, slot.Outputs], graph.Inputs.Single(input => input.Name == slot.UpInput).Shape);
        }));
    }

    [Fact]
    public void Skips_of_one_half_are_the_other_halfs_inputs()
    {
        using var bundle = ModelBundle.Open(Tinyworld);
        var down = UNetGraphs.Down(bundle.UNet, bundle.UNetWeights, GraphFlavor.Plain);
        var up = UNetGraphs.Up(bundle.UNet, bundle.UNetWeights, GraphFlavor.Plain);

        var skips = Enumerable.Range(0, UNetGraphs.SkipChannels(bundle.UNet).Count);

        Assert.Equal([.. skips.Select(UNetGraphs.Skip), "mid", "time"], down.Outputs.Select(port => port.Name));
        Assert.Equal(
            [.. down.Outputs.Select(port => port.Name), "encoder_hidden_states", .. skips.Select(UNetGraphs.Residual), "residual_mid"],
            up.Inputs.Select(port => port.Name).ToHashSet());
    }

    private static void HasDocumentedPorts(CompiledGraph graph)
    {
        var ports = graph.Inputs.Concat(graph.Outputs).Select(port => port.Name).Where(name => !name.EndsWith(".lora_down", StringComparison.Ordinal) && !name.EndsWith(".lora_up", StringComparison.Ordinal));

        Assert.All(ports, name => Assert.Contains(Documented[graph.Name], port => port.EndsWith('_') ? name.StartsWith(port, StringComparison.Ordinal) : name == port));
    }

    /// <summary>Older transformers store the positions 0 to 76 as if they were weights.</summary>
    private static bool IsBuffer(string name) => name.EndsWith(".position_ids", StringComparison.Ordinal);

    private static CompiledGraph[] Graphs(ControlNetBundle bundle) =>
        [ControlNetGraphs.Embed(bundle.Config, bundle.Weights), ControlNetGraphs.Branch(bundle.Config, bundle.Weights)];

    /// <summary>Folders with that file directly in them: recorded models, tinyworld, and ControlNets of both.</summary>
    private static IEnumerable<string> ModelFolders(string file) =>
        Directory.EnumerateDirectories(Path.Combine(GoldenData.Root, "models")).Concat(Directory.EnumerateDirectories(Path.Combine(Tinyworld, "controlnet"))).Append(Tinyworld)
            .Where(folder => File.Exists(Path.Combine(folder, file))).Order(StringComparer.Ordinal);
}
