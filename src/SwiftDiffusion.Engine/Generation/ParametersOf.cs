using SwiftDiffusion.Engine.Images;
using SwiftDiffusion.Engine.NoiseSchedulers;
using SwiftDiffusion.Onnx.Bundles;

namespace SwiftDiffusion.Engine.Generation;

/// <summary>The parameters that are written into a picture's file, from which it can be made again.</summary>
internal static class ParametersOf
{
    public static GenerationParameters Request(ImageRequest request, ModelBundle bundle, NoiseScheduler scheduler) => new()
    {
        Prompt = request.Prompt,
        NegativePrompt = request.NegativePrompt ?? "",
        Steps = request.InferenceSteps,
        Sampler = request.NoiseScheduler ?? scheduler.Kind.ToString(),
        GuidanceScale = request.GuidanceScale,
        Seed = (long)request.Seed,
        Width = request.Width,
        Height = request.Height,
        Model = bundle.Name,
        DenoisingStrength = request.Source?.Strength,
        // Web UIs count from 1.
        ClipSkip = request.ClipSkip == 0 ? null : request.ClipSkip + 1,
        Rng = "Philox",
        ControlNets = [.. request.Controls.Select(ControlNet)],
        Other = [.. request.Adapters.Select((adapter, i) => KeyValuePair.Create($"Lora {i}", FormattableString.Invariant($"{Path.GetFileNameWithoutExtension(adapter.Path)}:{adapter.Scale}")))],
        Version = "SwiftDiffusion",
    };

    private static ControlNetParameters ControlNet(ControlUse control) => new()
    {
        Module = "none",
        Model = Path.GetFileName(Path.TrimEndingDirectorySeparator(control.Folder)),
        Weight = control.ConditioningScale,
        GuidanceStart = control.Start,
        GuidanceEnd = control.End,
    };
}
