using System.Collections.Immutable;
using System.Text.Json;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.WebUi;

/// <summary>
/// Turns a body of <c>/sdapi/v1/txt2img</c> or <c>img2img</c> into a valid job, or into everything that is wrong with it. Absent fields have
/// the web UI's defaults, but for the size, which is the model's. Fields nobody knows are noted and ignored as there, since its clients send
/// all kinds; known fields that are not supported are refused.
/// <list type="number">
/// <item>read the settings of this request, the model first of all</item>
/// <item>read the picture to start from</item>
/// <item>read what decides the result</item>
/// <item>read what decides the answer's form, and check the rest</item>
/// </list>
/// </summary>
internal static class WebUiParser
{
    private const int DefaultSteps = 50;
    private const double DefaultGuidanceScale = 7;
    private const int LongestName = 256;

    public static WebUiParsed Parse(bool isImg2Img, JsonElement body, WebUiSettings settings, ParseContext context)
    {
        var problems = new RequestProblems();
        if (body.ValueKind != JsonValueKind.Object)
        {
            problems.Add(null, FoundText.Of(body), "a JSON object");
            return new WebUiParsed.Invalid(StatusCodes.Status422UnprocessableEntity, null, problems.ToImmutable());
        }

        var fields = new FieldReader(body, "", problems);

        // 1. settings
        var effective = ReadSettings(fields, settings, context);
        var model = effective.ModelOf(context.Models);

        // 2. picture to start from
        var picture = isImg2Img ? InitImageFields.ReadPicture(fields, context) : null;

        // 3. result
        var sampler = SamplerFields.Read(fields, model);
        var units = ControlNetUnits.Read(fields, model, picture, context);
        int steps = (int)(fields.Whole("steps", 1, JobLimits.MaxInferenceSteps) ?? DefaultSteps);
        int batchSize = (int)(fields.Whole("batch_size", 1, JobLimits.MaxImages) ?? 1), batches = (int)(fields.Whole("n_iter", 1, JobLimits.MaxImages) ?? 1);
        if (batchSize * batches > JobLimits.MaxImages)
            fields.Reject("n_iter", $"{batches} batches of {batchSize}", $"at most {JobLimits.MaxImages} pictures");
        string written = fields.Text("prompt", context.Limits.MaxPromptLength) ?? "";
        var job = ReadJob(fields, written, model, effective, steps, context) with
        {
            NoiseScheduler = sampler?.NoiseScheduler,
            ControlNets = units.ControlNets,
            ImageCount = Math.Min(batchSize * batches, JobLimits.MaxImages),
        };
        if (isImg2Img)
            job = job with { Source = InitImageFields.Read(fields, picture, steps, context) };
        else
            fields.Number("denoising_strength", 0, 1);

        // 4. form of the answer, and the rest
        var request = new WebUiRequest
        {
            Job = job,
            WrittenPrompt = written,
            Sampler = sampler?.Label ?? "",
            BatchSize = batchSize,
            Batches = batches,
            SendsImages = fields.Flag("send_images") ?? true,
            TaskId = fields.Text("force_task_id", LongestName),
            ShownEdges = units.ShownEdges,
            Echo = body,
            EchoesPictures = fields.Flag("include_init_images") ?? false,
            Notes = units.Notes,
        };
        HarmlessFields.Check(fields);
        string? script = ReadScript(fields);
        request = request with { Notes = [.. units.Notes, .. fields.Unknown().Select(name => $"{FoundText.Shorten(name)} is unknown")] };
        return problems.Any ? Refuse(problems.ToImmutable(), script) : new WebUiParsed.Valid(request);
    }

    private static WebUiSettings ReadSettings(FieldReader fields, WebUiSettings settings, ParseContext context)
    {
        bool isKept = fields.Flag("override_settings_restore_afterwards") is false;
        if (fields.Object("override_settings", "an object of settings") is not { } overrides)
            return settings;
        if (isKept && overrides.Unknown().Count > 0)
            fields.Reject("override_settings_restore_afterwards", "true: settings are kept by POST /sdapi/v1/options alone");
        return SettingFields.Read(overrides, settings, context.Models);
    }

    private static GenerationJob ReadJob(
        FieldReader fields, string written, ModelInfo model, WebUiSettings settings, int steps, ParseContext context)
    {
        var (prompt, loras) = PromptTags.Read(written, fields, model, context.Limits.MaxLoras);
        long? seed = fields.Whole("seed", -JobLimits.MaxSeed, JobLimits.MaxSeed);
        var (width, height) = SizeFields.Read(fields, model, source: null, context.Limits);
        return new GenerationJob
        {
            Model = model.Id,
            Prompt = prompt,
            NegativePrompt = fields.Text("negative_prompt", context.Limits.MaxPromptLength) ?? "",
            PromptSyntax = PromptSyntax.Weighted,
            Width = width,
            Height = height,
            InferenceSteps = steps,
            GuidanceScale = fields.Number("cfg_scale", 0, JobFields.LargestGuidanceScale) ?? DefaultGuidanceScale,
            Seed = seed is >= 0 ? seed.Value : context.FreshSeed,
            ClipSkip = settings.StopAtLastLayers - 1,
            Loras = loras,
            Output = new ImageOutput(settings.Format, settings.Format == OutputFormat.Png ? 100 : context.Limits.WebUiQuality),
            PreviewCount = settings.ShowsPreviews ? context.Limits.WebUiPreviews : 0,
        };
    }

    private static string? ReadScript(FieldReader fields)
    {
        const int longestScript = 256;
        string? script = fields.Text("script_name", longestScript);
        if (string.IsNullOrEmpty(script) || script.Equals("none", StringComparison.OrdinalIgnoreCase))
            return null;
        fields.Reject("script_name", "nothing: there are no scripts");
        return script;
    }

    /// <summary>The web UI names some failures by status and words that clients look for.</summary>
    private static WebUiParsed.Invalid Refuse(ImmutableArray<RequestProblem> problems, string? script)
    {
        bool Blames(string field) => problems.Any(problem => problem.Field == field);
        var (status, detail) = true switch
        {
            _ when Blames("sampler_name") || Blames("sampler_index") => (StatusCodes.Status404NotFound, "Sampler not found"),
            _ when problems.Any(problem => problem is { Field: "init_images", Found: "nothing" or "null" or "an array of 0" }) =>
                (StatusCodes.Status404NotFound, "Init image not found"),
            _ when script is not null => (StatusCodes.Status422UnprocessableEntity, $"Script '{FoundText.Shorten(script)}' not found"),
            _ => (StatusCodes.Status422UnprocessableEntity, null),
        };
        return new WebUiParsed.Invalid(status, detail, problems);
    }
}
