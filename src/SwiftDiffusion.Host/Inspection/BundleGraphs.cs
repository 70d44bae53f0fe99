using SwiftDiffusion.Onnx.Bundles;
using SwiftDiffusion.Onnx.Components;
using SwiftDiffusion.Onnx.Graphs;

namespace SwiftDiffusion.Host.Inspection;

/// <summary>A graph of a bundle.</summary>
/// <param name="Name">Unique within the bundle, e.g. "unet.down.adapters".</param>
/// <param name="Component">The network it belongs to, e.g. "unet".</param>
/// <param name="Graph">The graph.</param>
internal sealed record NamedGraph(string Name, string Component, CompiledGraph Graph);

/// <summary>Compiles every graph of a bundle, in every flavour that serves requests.</summary>
internal static class BundleGraphs
{
    public static IEnumerable<NamedGraph> Of(ModelBundle bundle)
    {
        var encoders = bundle.TextEncoders.SelectMany(part => Flavours(part.Name, flavor => TextEncoderGraph.Build(part.Config, part.Weights, flavor), part.Name));
        return
        [
            .. encoders,
            .. Flavours("unet.down", flavor => UNetGraphs.Down(bundle.UNet, bundle.UNetWeights, flavor), "unet"),
            .. Flavours("unet.up", flavor => UNetGraphs.Up(bundle.UNet, bundle.UNetWeights, flavor), "unet"),
            new NamedGraph("vae.encoder", "vae", VaeGraphs.Encoder(bundle.Vae, bundle.VaeWeights)),
            new NamedGraph("vae.decoder", "vae", VaeGraphs.Decoder(bundle.Vae, bundle.VaeWeights)),
        ];
    }

    public static IEnumerable<NamedGraph> Of(ControlNetBundle bundle) =>
    [
        new NamedGraph("controlnet.embed", "controlnet", ControlNetGraphs.Embed(bundle.Config, bundle.Weights)),
        new NamedGraph("controlnet.branch", "controlnet", ControlNetGraphs.Branch(bundle.Config, bundle.Weights)),
    ];

    private static NamedGraph[] Flavours(string name, Func<GraphFlavor, CompiledGraph> build, string component) =>
    [
        new NamedGraph(name, component, build(GraphFlavor.Plain)),
        new NamedGraph($"{name}.adapters", component, build(GraphFlavor.Adapters)),
    ];
}
