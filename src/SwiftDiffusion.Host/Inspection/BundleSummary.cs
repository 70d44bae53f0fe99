using SwiftDiffusion.Engine.NoiseSchedulers;
using SwiftDiffusion.Host.Models;
using SwiftDiffusion.Host.Output;
using SwiftDiffusion.Onnx.Bundles;

namespace SwiftDiffusion.Host.Inspection;

/// <summary>What a model or ControlNet folder holds.</summary>
/// <param name="Name">Folder name, which is its id.</param>
/// <param name="Family">"sd1", "sd2", "sdxl" or "controlnet".</param>
/// <param name="Facts">Settings worth knowing, by name.</param>
/// <param name="Components">Its networks.</param>
/// <param name="Loras">Names of the LoRAs in the folder.</param>
/// <param name="ControlNets">Names of the ControlNets in the folder.</param>
internal sealed record BundleSummary(
    string Name,
    string Family,
    IReadOnlyDictionary<string, string> Facts,
    IReadOnlyList<ComponentSummary> Components,
    IReadOnlyList<string> Loras,
    IReadOnlyList<string> ControlNets) : IReport
{
    public static BundleSummary Of(ModelBundle bundle)
    {
        int side = bundle.UNet.SampleSize * bundle.Vae.Scale;
        var noise = NoiseSchedulerConfig.Load(bundle.NoiseSchedulerConfigPath);
        var facts = new Dictionary<string, string>
        {
            ["size"] = $"{side}x{side}",
            ["noise scheduler"] = $"{NoiseSchedulerCatalog.NameOf(noise)} ({noise.PredictionType} prediction)",
            ["prompt embeddings"] = $"{bundle.UNet.ContextWidth} wide",
            ["UNet channels"] = $"{bundle.UNet.InChannels} in, {Figures.List(bundle.UNet.BlockChannels)}",
        };
        ComponentSummary[] components =
        [
            ComponentSummary.Of("unet", bundle.UNetWeights),
            ComponentSummary.Of("vae", bundle.VaeWeights),
            .. bundle.TextEncoders.Select(encoder => ComponentSummary.Of(encoder.Name, encoder.Weights)),
        ];
        return new BundleSummary(
            bundle.Name, ModelFamily.Of(bundle), facts, components,
            [.. AddOnFolders.Loras(bundle.Folder).Keys.Order(StringComparer.Ordinal)],
            [.. AddOnFolders.ControlNets(bundle.Folder).Keys.Order(StringComparer.Ordinal)]);
    }

    public static BundleSummary Of(ControlNetBundle bundle)
    {
        var facts = new Dictionary<string, string>
        {
            ["prompt embeddings"] = $"{bundle.Config.Down.ContextWidth} wide",
            ["channels"] = Figures.List(bundle.Config.Down.BlockChannels),
            ["control image"] = $"{bundle.Config.ConditioningChannels} channels, {(bundle.Config.ReadsBgr ? "BGR" : "RGB")}",
        };
        return new BundleSummary(bundle.Name, "controlnet", facts, [ComponentSummary.Of("controlnet", bundle.Weights)], [], []);
    }

    public void Write(TextWriter output)
    {
        output.WriteLine($"{Name} ({Family})");
        foreach (var (name, value) in Facts)
            output.WriteLine($"  {name}: {value}");
        if (Family != "controlnet")
        {
            output.WriteLine($"  LoRAs: {Figures.List(Loras)}");
            output.WriteLine($"  ControlNets: {Figures.List(ControlNets)}");
        }

        output.WriteLine();
        var table = new TextTable("component", "parameters", "tensors", "dtypes", "size");
        foreach (var part in Components)
            table.Add(part.Name, Figures.Count(part.Parameters), $"{part.Tensors}", Figures.List(part.Dtypes), Figures.Bytes(part.SizeBytes));
        table.Write(output);
    }
}
