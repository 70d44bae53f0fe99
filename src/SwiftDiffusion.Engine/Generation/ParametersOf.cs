using System.Collections.Immutable;
using SwiftDiffusion.Engine.Images;
using SwiftDiffusion.Engine.NoiseSchedulers;
using SwiftDiffusion.Onnx.Bundles;

namespace SwiftDiffusion.Engine.Generation;

/// <summary>The parameters that are written into a picture's file, from which it can be made again.</summary>
internal static class ParametersOf
{
    /// <param name="request">What was asked.</param>
    /// <param name="bundle">The model.</param>
    /// <param name="scheduler">What the run used.</param>
    /// <param name="attachedAt">For each adapter the calls made before it joined.</param>
    public static GenerationParameters Request(ImageRequest request, ModelBundle bundle, NoiseScheduler scheduler, ImmutableArray<int> attachedAt) => new()
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
        Other = [.. request.Adapters.Select(Lora), .. AttachSteps(attachedAt)],
        Version = "SwiftDiffusion",
    };

    private static KeyValuePair<string, string> Lora(AdapterUse adapter, int index) =>
        KeyValuePair.Create($"Lora {index}", FormattableString.Invariant($"{adapter.Name}:{adapter.Scale}"));

    /// <summary>Nothing when all were there from the start, as they are unless a request asks otherwise.</summary>
    private static IEnumerable<KeyValuePair<string, string>> AttachSteps(ImmutableArray<int> attachedAt) =>
        attachedAt.All(step => step == 0) ? [] : [KeyValuePair.Create("Lora attach steps", string.Join(", ", attachedAt))];

    private static ControlNetParameters ControlNet(ControlUse control) => new()
    {
        Module = "none",
        Model = Path.GetFileName(Path.TrimEndingDirectorySeparator(control.Folder)),
        Weight = control.ConditioningScale,
        GuidanceStart = control.Start,
        GuidanceEnd = control.End,
    };
}
