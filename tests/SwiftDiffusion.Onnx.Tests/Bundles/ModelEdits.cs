using System.Text.Json.Nodes;
using SwiftDiffusion.Onnx.Bundles;
using SwiftDiffusion.Onnx.Components;
using SwiftDiffusion.Onnx.Graphs;
using SwiftDiffusion.Testing;

namespace SwiftDiffusion.Onnx.Tests.Bundles;

/// <summary>Ways to break a model folder, and to compile all of it.</summary>
internal static class ModelEdits
{
    public static Action<string> Text(string file, string content) => folder => File.WriteAllText(Path.Combine(folder, file), content);

    public static Action<string> Delete(string path) => folder =>
    {
        string target = Path.Combine(folder, path);
        if (Directory.Exists(target))
            Directory.Delete(target, recursive: true);
        else
            File.Delete(target);
    };

    /// <summary>Replaces a field of the component's config.json by JSON text.</summary>
    public static Action<string> Field(string component, string field, string json) => folder =>
    {
        string path = Path.Combine(folder, component, "config.json");
        var config = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        config[field] = JsonNode.Parse(json);
        File.WriteAllText(path, config.ToJsonString());
    };

    /// <summary>Replaces one tensor; null removes it.</summary>
    public static Action<string> Tensor(string file, string name, Func<StoredTensor, StoredTensor?> change) => folder =>
        SafetensorsWriter.Rewrite(Path.Combine(folder, file), tensor => tensor.Name == name ? change(tensor) : tensor);

    /// <summary>Cuts bytes off the end.</summary>
    public static Action<string> Truncate(string file, int bytes) => folder =>
    {
        using var stream = File.OpenWrite(Path.Combine(folder, file));
        stream.SetLength(stream.Length - bytes);
    };

    /// <summary>Opens a model folder and builds every graph of it.</summary>
    public static IReadOnlyList<CompiledGraph> Compile(string folder)
    {
        using var bundle = ModelBundle.Open(folder);
        return Compile(bundle);
    }

    public static IReadOnlyList<CompiledGraph> Compile(ModelBundle bundle) =>
    [
        .. ((GraphFlavor[])[GraphFlavor.Plain, GraphFlavor.Adapters]).SelectMany(flavor => (CompiledGraph[])
        [
            UNetGraphs.Down(bundle.UNet, bundle.UNetWeights, flavor), UNetGraphs.Up(bundle.UNet, bundle.UNetWeights, flavor),
            .. bundle.TextEncoders.Select(encoder => TextEncoderGraph.Build(encoder.Config, encoder.Weights, flavor)),
        ]),
        VaeGraphs.Encoder(bundle.Vae, bundle.VaeWeights), VaeGraphs.Decoder(bundle.Vae, bundle.VaeWeights),
    ];

    /// <summary>Opens a ControlNet folder for a model and builds its graphs.</summary>
    public static IReadOnlyList<CompiledGraph> CompileControlNet(string folder, ModelBundle model)
    {
        using var bundle = ControlNetBundle.Open(folder);
        bundle.RequireFits(model);
        return [ControlNetGraphs.Embed(bundle.Config, bundle.Weights), ControlNetGraphs.Branch(bundle.Config, bundle.Weights)];
    }
}
