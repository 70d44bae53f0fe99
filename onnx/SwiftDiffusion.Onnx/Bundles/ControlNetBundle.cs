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
    /// <exception cref="ModelFormatException">It was made for another architecture.</exception>
    public void RequireFits(ModelBundle model)
    {
        var (own, its) = (Config.Down, model.UNet);
        RequireEqual(model, "block_out_channels", string.Join(',', own.BlockChannels), string.Join(',', its.BlockChannels));
        RequireEqual(model, "layers_per_block", own.LayersPerBlock, its.LayersPerBlock);
        RequireEqual(model, "cross_attention_dim", own.ContextWidth, its.ContextWidth);
        RequireEqual(model, "in_channels", own.InChannels, its.InChannels);
        RequireEqual(model, "addition_time_embed_dim", own.AddedTimeWidth, its.AddedTimeWidth);
        RequireEqual(model, "projection_class_embeddings_input_dim", own.AddedInputWidth, its.AddedInputWidth);
        // Every width but the first halves the control image once, down to the size of the latents.
        RequireEqual(model, "the reduction by conditioning_embedding_out_channels", 1 << (Config.EmbeddingChannels.Length - 1), model.Vae.Scale);
    }

    private void RequireEqual<T>(ModelBundle model, string field, T own, T its)
    {
        if (!EqualityComparer<T>.Default.Equals(own, its))
            throw new ModelFormatException(Folder, $"this ControlNet was made for another architecture than model '{model.Name}': {field} is {own}; expected {its}");
    }

    public void Dispose() => Weights.Dispose();
}
