using SwiftDiffusion.Onnx;
using SwiftDiffusion.Onnx.Bundles;

namespace SwiftDiffusion.Host.Inspection;

/// <summary>A model folder or a ControlNet folder, told apart by what lies in it and opened.</summary>
internal sealed class OpenedBundle : IDisposable
{
    private readonly ModelBundle? _model;
    private readonly ControlNetBundle? _controlNet;

    private OpenedBundle(ModelBundle? model, ControlNetBundle? controlNet)
    {
        _model = model;
        _controlNet = controlNet;
    }

    /// <exception cref="ModelFormatException">Neither, or one that cannot be used.</exception>
    public static OpenedBundle Open(string folder)
    {
        if (File.Exists(Path.Combine(folder, "model_index.json")))
            return new OpenedBundle(ModelBundle.Open(folder), null);
        if (Directory.Exists(folder) && !File.Exists(Path.Combine(folder, "config.json")))
            throw new ModelFormatException(folder, "holds neither model_index.json (a model in the diffusers layout) nor config.json (a ControlNet)");
        return new OpenedBundle(null, ControlNetBundle.Open(folder));
    }

    public BundleSummary Summarize() => _model is null ? BundleSummary.Of(_controlNet!) : BundleSummary.Of(_model);

    public IReadOnlyList<NamedGraph> Compile() => [.. _model is null ? BundleGraphs.Of(_controlNet!) : BundleGraphs.Of(_model)];

    public void Dispose()
    {
        _model?.Dispose();
        _controlNet?.Dispose();
    }
}
