using System.Globalization;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Requests;

/// <summary>Reads the fields that decide the result, the same for every operation. A rejected field counts as absent; the job is thrown away then.</summary>
internal static class JobFields
{
    public const double LargestGuidanceScale = 100;

    /// <param name="fields">The body.</param>
    /// <param name="model">The model asked for; null when it is unknown.</param>
    /// <param name="operation">Says whether a prompt is needed.</param>
    /// <param name="source">Size of the picture to start from, whose proportions a request without a size takes.</param>
    /// <param name="inferenceSteps">Already read, as quality decides about it.</param>
    /// <param name="context">Bounds and defaults.</param>
    public static GenerationJob Read(
        FieldReader fields, ModelInfo? model, ImagesOperation operation, PictureSize? source, int inferenceSteps, ParseContext context)
    {
        var defaults = model ?? context.Models[0];
        var (width, height) = SizeFields.Read(fields, defaults, source, context.Limits);
        // A negative seed asks for a random one, as in the web UIs.
        long? seed = fields.Whole("seed", -JobLimits.MaxSeed, JobLimits.MaxSeed);
        var syntax = fields.Choice("prompt_syntax", ("plain", PromptSyntax.Plain), ("weighted", PromptSyntax.Weighted));
        var loras = AddOnFields.ReadLoras(fields, model, context.Limits);
        var (attachMode, attachSteps) = AdapterTimingField.Read(fields, loras.Length, context.Limits.AdapterTiming);
        return new GenerationJob
        {
            Model = defaults.Id,
            Prompt = ReadPrompt(fields, operation.HasPrompt, context.Limits),
            NegativePrompt = fields.Text("negative_prompt", context.Limits.MaxPromptLength) ?? "",
            PromptSyntax = syntax ?? PromptSyntax.Plain,
            Width = width,
            Height = height,
            InferenceSteps = inferenceSteps,
            GuidanceScale = fields.Number("guidance_scale", 0, LargestGuidanceScale) ?? defaults.DefaultGuidanceScale,
            GuidanceRescale = fields.Number("guidance_rescale", 0, 1) ?? 0,
            Seed = seed is >= 0 ? seed.Value : context.FreshSeed,
            NoiseScheduler = KnownName.Read(fields, "noise_scheduler", model?.NoiseSchedulers, FailureCode.InvalidRequest),
            ClipSkip = (int)(fields.Whole("clip_skip", 0, JobLimits.MaxClipSkip) ?? 0),
            Loras = loras,
            AttachMode = attachMode,
            AttachSteps = attachSteps,
            ControlNets = AddOnFields.ReadControlNets(fields, model, context),
            ImageCount = (int)(fields.Whole("n", 1, JobLimits.MaxImages) ?? 1),
            Output = ReadOutput(fields),
        };
    }

    /// <summary>A prompt of nothing but white space is refused as by the OpenAI API; it is far more often a mistake than a wish.</summary>
    private static string ReadPrompt(FieldReader fields, bool isNeeded, GatewayOptions limits)
    {
        string accepted = string.Create(CultureInfo.InvariantCulture, $"a text of 1 to {limits.MaxPromptLength} characters");
        string? prompt = fields.Text("prompt", limits.MaxPromptLength, accepted);
        if (isNeeded && (prompt is null ? !fields.Has("prompt") : string.IsNullOrWhiteSpace(prompt)))
            fields.Reject("prompt", accepted);
        return prompt ?? "";
    }

    private static ImageOutput ReadOutput(FieldReader fields)
    {
        var format = fields.Choice("output_format", OutputFormatNames.All);
        long? compression = fields.Whole("output_compression", 0, 100);
        return new ImageOutput(format ?? OutputFormat.Png, (int)(compression ?? 100));
    }
}
