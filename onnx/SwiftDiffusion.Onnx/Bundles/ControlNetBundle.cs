using SwiftDiffusion.Onnx.Components;

namespace SwiftDiffusion.Onnx.Bundles;

/// <summary>A diffusers-layout ControlNet folder, opened.</summary>
public sealed class ControlNetBundle : IDisposable
{
    private ControlNetBundle(string folder, ControlNetConfig config, WeightSet weights)
    {
        Folder = folder;
        Config = config;
        Weights = weights;
    }

    public string Folder { get; }

    /// <summary>Folder name, which is the ControlNet's id.</summary>
    public string Name => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Folder)));

    public ControlNetConfig Config { get; }

    public WeightSet Weights { get; }

    /// <summary>Opens a ControlNet folder.</summary>
    /// <exception cref="ModelFormatException">A part is missing, malformed or of an architecture that is not supported.</exception>
    public static ControlNetBundle Open(string folder)
    {
        if (!Directory.Exists(folder))
            throw new ModelFormatException(folder, "folder not found; expected a diffusers-layout ControlNet with config.json");
        return new ControlNetBundle(folder, ControlNetConfig.Read(folder), WeightSet.Open(folder, "diffusion_pytorch_model"));
    }

    /// <summary>Refuses a ControlNet whose residuals cannot be added to the model's skips.</summary>
    /// <exception cref="ModelFormatException">Widths differ.</exception>
    public void RequireFits(ModelBundle model)
    {
        var skips = UNetGraphs.SkipChannels(Config.Down);
        if (!skips.SequenceEqual(UNetGraphs.SkipChannels(model.UNet)) || Config.Down.ContextWidth != model.UNet.ContextWidth
            || Config.Down.HasAddedConditions != model.UNet.HasAddedConditions)
        {
            throw new ModelFormatException(Folder, $"this ControlNet was made for another architecture than model '{model.Name}': widths {string.Join(',', Config.Down.BlockChannels)} "
                + $"with context {Config.Down.ContextWidth}, the model has {string.Join(',', model.UNet.BlockChannels)} with {model.UNet.ContextWidth}");
        }
    }

    public void Dispose() => Weights.Dispose();
}
