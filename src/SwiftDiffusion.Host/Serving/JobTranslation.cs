using System.Collections.Immutable;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.Images;
using SwiftDiffusion.Engine.Prompts;
using SwiftDiffusion.Host.Models;
using PromptSyntax = SwiftDiffusion.Engine.Prompts.PromptSyntax;

namespace SwiftDiffusion.Host.Serving;

/// <summary>The engine's words for what a job says, and back.</summary>
internal static class JobTranslation
{
    /// <summary>A job as an engine request, seed excepted.</summary>
    public static ImageRequest ToRequest(GenerationJob job, ImmutableArray<PixelImage> controlImages, PreparedSource? source, NamedAddOns addOns) => new()
    {
        Prompt = job.Prompt,
        NegativePrompt = job.NegativePrompt.Length == 0 ? null : job.NegativePrompt,
        PromptOptions = new PromptOptions(
            job.PromptSyntax == Contracts.PromptSyntax.Weighted ? PromptSyntax.Weighted : PromptSyntax.Plain, LongPrompts.Chunk),
        Width = job.Width,
        Height = job.Height,
        InferenceSteps = job.InferenceSteps,
        GuidanceScale = (float)job.GuidanceScale,
        GuidanceRescale = (float)job.GuidanceRescale,
        Seed = (ulong)job.Seed,
        NoiseScheduler = job.NoiseScheduler,
        ClipSkip = job.ClipSkip,
        Adapters = [.. job.Loras.Select(lora => new AdapterUse(lora.Name, addOns.Loras[lora.Name], (float)lora.Scale))],
        AdapterTiming = ToTiming(job),
        Controls = [.. job.ControlNets.Zip(controlImages, (control, image) => ToControl(control, image, addOns))],
        Source = source?.Image,
    };

    /// <summary>An image as the file the client asked for, its parameters embedded.</summary>
    public static GeneratedImage Encode(ImageResult result, GenerationJob job, PreparedSource? source, ModelInfo model, long seed)
    {
        string text = EmbeddedParameters.Of(result.Parameters, job, model).ToText();
        return new GeneratedImage(Encode(result.Image, job, source, text), job.Output.MediaType, seed, text, result.AttachedAt);
    }

    /// <summary>A generated picture as a file; what a mask keeps is put back first.</summary>
    public static byte[] Encode(PixelImage generated, GenerationJob job, PreparedSource? source, string? text) => ImageCodec.Encode(
        source?.Finish(generated) ?? generated,
        job.Output.Format switch
        {
            OutputFormat.Jpeg => ImageFormat.Jpeg,
            OutputFormat.WebP => ImageFormat.WebP,
            _ => ImageFormat.Png,
        },
        job.Output.Compression,
        text);

    /// <summary>The phases of the image that took longest: a job's images are made at the same time.</summary>
    public static GenerationTimings Slowest(IEnumerable<ImageResult> results, TimeSpan encodeFiles)
    {
        var slowest = results.MaxBy(result => result.Timings.Total)!.Timings;
        return new GenerationTimings
        {
            Queue = slowest.Wait,
            Adapters = slowest.Adapters,
            Encode = slowest.Encode,
            Denoise = slowest.Denoise,
            Decode = slowest.Decode + encodeFiles,
        };
    }

    private static AdapterTiming ToTiming(GenerationJob job) => job.AttachMode switch
    {
        AttachMode.Exact => AdapterTiming.Exact,
        AttachMode.Asynchronous => AdapterTiming.Asynchronous,
        AttachMode.Replay => AdapterTiming.Replay(job.AttachSteps),
        _ => throw new ArgumentOutOfRangeException(nameof(job), job.AttachMode, null),
    };

    private static ControlUse ToControl(ControlNetReference control, PixelImage image, NamedAddOns addOns) =>
        new(addOns.ControlNets[control.Name], image, (float)control.ConditioningScale, (float)control.Start, (float)control.End);
}
