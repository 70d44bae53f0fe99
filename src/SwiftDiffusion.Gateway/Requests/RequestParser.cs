using System.Globalization;
using System.Text.Json;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Requests;

/// <summary>
/// Turns the body of <c>POST /v1/images/generations</c> into a valid job, or into everything that is wrong with it.
/// Pure: the models (at least one), the limits and a seed to use if none is named are given.
/// <list type="number">
/// <item>read the model, as defaults and add-ons depend on it</item>
/// <item>read what decides the picture</item>
/// <item>read what decides the answer's form</item>
/// <item>check the OpenAI fields that change nothing here, and refuse fields that nobody knows</item>
/// </list>
/// </summary>
internal static class RequestParser
{
    private const double LargestGuidanceScale = 100;
    private const int LongestUser = 512;

    /// <summary>As <see cref="Parse(JsonElement, IReadOnlyList{ModelInfo}, GatewayOptions, long)"/>, from the bytes of the body.</summary>
    public static ParsedRequest Parse(ReadOnlyMemory<byte> body, IReadOnlyList<ModelInfo> models, GatewayOptions limits, long freshSeed)
    {
        using var document = JsonBody.Parse(body, out var problem);
        return document is null ? new ParsedRequest.Invalid([problem!]) : Parse(document.RootElement, models, limits, freshSeed);
    }

    public static ParsedRequest Parse(JsonElement body, IReadOnlyList<ModelInfo> models, GatewayOptions limits, long freshSeed)
    {
        var problems = new RequestProblems();
        if (body.ValueKind != JsonValueKind.Object)
        {
            problems.Add(null, FoundText.Of(body), "a JSON object");
            return new ParsedRequest.Invalid(problems.ToImmutable());
        }

        var fields = new FieldReader(body, "", problems);

        // 1. model; an unknown one leaves no add-ons to compare with, but the rest is still checked
        var model = ReadModel(fields, models);
        var defaults = model ?? models[0];

        // 2. picture
        var (inferenceSteps, quality) = QualityField.Read(fields, defaults);
        var job = ReadJob(fields, model, defaults, limits, inferenceSteps, freshSeed);

        // 3. form of the answer
        var delivery = fields.Choice("response_format", ("b64_json", ImageDelivery.Base64), ("url", ImageDelivery.DataUrl));

        // 4. the rest
        CheckWithoutEffect(fields);
        fields.RejectUnknown(RequestFields.Tolerated, RequestFields.Synonyms);

        return problems.Any
            ? new ParsedRequest.Invalid(problems.ToImmutable())
            : new ParsedRequest.Valid(new ImagesRequest(job, delivery ?? ImageDelivery.Base64, quality));
    }

    private static ModelInfo? ReadModel(FieldReader fields, IReadOnlyList<ModelInfo> models)
    {
        string? id = KnownName.Read(fields, "model", [.. models.Select(model => model.Id)], FailureCode.UnknownModel);
        return id is not null ? models.First(model => model.Id == id) : fields.Has("model") ? null : models[0];
    }

    /// <summary>A rejected field counts as absent here; the job is thrown away then.</summary>
    private static GenerationJob ReadJob(
        FieldReader fields, ModelInfo? model, ModelInfo defaults, GatewayOptions limits, int inferenceSteps, long freshSeed)
    {
        var (width, height) = SizeFields.Read(fields, defaults, limits);
        // A negative seed asks for a random one, as in the web UIs.
        long? seed = fields.Whole("seed", -JobLimits.MaxSeed, JobLimits.MaxSeed);
        var syntax = fields.Choice("prompt_syntax", ("plain", PromptSyntax.Plain), ("weighted", PromptSyntax.Weighted));
        var loras = AddOnFields.ReadLoras(fields, model, limits);
        var (attachMode, attachSteps) = AdapterTimingField.Read(fields, loras.Length, limits.AdapterTiming);
        return new GenerationJob
        {
            Model = defaults.Id,
            Prompt = ReadPrompt(fields, limits),
            NegativePrompt = fields.Text("negative_prompt", limits.MaxPromptLength) ?? "",
            PromptSyntax = syntax ?? PromptSyntax.Plain,
            Width = width,
            Height = height,
            InferenceSteps = inferenceSteps,
            GuidanceScale = fields.Number("guidance_scale", 0, LargestGuidanceScale) ?? defaults.DefaultGuidanceScale,
            GuidanceRescale = fields.Number("guidance_rescale", 0, 1) ?? 0,
            Seed = seed is >= 0 ? seed.Value : freshSeed,
            NoiseScheduler = KnownName.Read(fields, "noise_scheduler", model?.NoiseSchedulers, FailureCode.InvalidRequest),
            ClipSkip = (int)(fields.Whole("clip_skip", 0, JobLimits.MaxClipSkip) ?? 0),
            Loras = loras,
            AttachMode = attachMode,
            AttachSteps = attachSteps,
            ControlNets = AddOnFields.ReadControlNets(fields, model, limits),
            ImageCount = (int)(fields.Whole("n", 1, JobLimits.MaxImages) ?? 1),
            Output = ReadOutput(fields),
        };
    }

    /// <summary>A prompt of nothing but white space is refused as by the OpenAI API; it is far more often a mistake than a wish.</summary>
    private static string ReadPrompt(FieldReader fields, GatewayOptions limits)
    {
        string accepted = string.Create(CultureInfo.InvariantCulture, $"a text of 1 to {limits.MaxPromptLength} characters");
        string? prompt = fields.Text("prompt", limits.MaxPromptLength, accepted);
        if (prompt is null ? !fields.Has("prompt") : string.IsNullOrWhiteSpace(prompt))
            fields.Reject("prompt", accepted);
        return prompt ?? "";
    }

    private static ImageOutput ReadOutput(FieldReader fields)
    {
        var format = fields.Choice("output_format", OutputFormatNames.All);
        long? compression = fields.Whole("output_compression", 0, 100);
        return new ImageOutput(format ?? OutputFormat.Png, (int)(compression ?? 100));
    }

    /// <summary>OpenAI fields without use here are checked all the same, so that a client's mistake is one everywhere.</summary>
    private static void CheckWithoutEffect(FieldReader fields)
    {
        fields.Word("background", "auto", "opaque");
        fields.Word("moderation", "auto", "low");
        fields.Word("style", "natural", "vivid");
        fields.Text("user", LongestUser);
        fields.Whole("partial_images", 0, 3);
        if (fields.Flag("stream") is true)
            fields.Reject("stream", "false, as this server does not stream");
    }
}
