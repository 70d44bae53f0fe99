using System.Collections.Immutable;
using System.Text.Json;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Gateway.Keys;
using SwiftDiffusion.Gateway.Outbound;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.Jobs;

/// <summary>
/// Turns the body of <c>POST /v1/jobs</c> into a job, or lists every problem: (1) model, (2) picture to start from, (3) result, (4) how it is
/// queued, (5) the rest. A pure function.
/// </summary>
internal static class JobRequestParser
{
    public static readonly (string Word, JobPriority Meaning)[] Priorities =
        [("low", JobPriority.Low), ("normal", JobPriority.Normal), ("high", JobPriority.High)];

    private const double ShortestTimeout = 0.001, LongestTimeout = 7 * 24 * 3600;
    private const int LongestUrl = 2048;

    /// <summary>Fields that need a picture beside them.</summary>
    private static readonly string[] SourceOnly = ["mask", "mask_blur", "strength", "input_fidelity"];

    public static (JobRequest? Request, ImmutableArray<RequestProblem> Problems) Parse(JsonElement root, ApiKey key, ParseContext context)
    {
        var problems = new RequestProblems();
        if (root.ValueKind != JsonValueKind.Object)
        {
            problems.Add(null, FoundText.Of(root), "a JSON object");
            return (null, problems.ToImmutable());
        }

        var fields = new FieldReader(root, "", problems);

        // 1. Model.
        var model = RequestParser.ReadModel(fields, context.Models);

        // 2. Picture.
        var picture = PictureField.Read(fields, "image", context);
        var mask = ReadMask(fields, context);
        if (!fields.Has("image"))
            RejectWithoutPicture(fields);
        var size = picture is { } bytes ? context.Pictures.Measure(bytes).Value : (PictureSize?)null;

        // 3. Result.
        var (inferenceSteps, _) = QualityField.Read(fields, model ?? context.Models[0]);
        var job = JobFields.Read(fields, model, ImagesOperation.Generation, size, inferenceSteps, context);
        job = job with { PreviewCount = ReadPreviewCount(fields), Source = picture is null ? null : SourceFields.Read(fields, picture, mask, inferenceSteps) };

        // 4. Queue.
        var request = new JobRequest(
            job, ReadPriority(fields, key), ReadTimeout(fields, "start_timeout_seconds"), ReadTimeout(fields, "timeout_seconds"), ReadWebhook(fields, key, context));

        // 5. The rest.
        CheckWithoutEffect(fields);
        fields.RejectUnknown(RequestFields.Tolerated, RequestFields.Synonyms);
        return problems.Any ? (null, problems.ToImmutable()) : (request, []);
    }

    private static JobMask? ReadMask(FieldReader fields, ParseContext context)
    {
        double blur = fields.Number("mask_blur", 0, JobLimits.MaxMaskBlur) ?? 0;
        return PictureField.Read(fields, "mask", context) is { } mask ? new JobMask(mask, MaskPolarity.WhiteRepaints) { Blur = blur } : null;
    }

    private static void RejectWithoutPicture(FieldReader fields)
    {
        foreach (string name in SourceOnly.Where(fields.Has))
            fields.Reject(name, $"{name} without image", "nothing, or an image beside it");
    }

    private static int ReadPreviewCount(FieldReader fields)
    {
        bool? isAsked = fields.Flag("previews");
        long? count = fields.Whole("partial_images", 0, JobLimits.MaxPreviews);
        if (isAsked == false && count > 0)
            fields.Reject("partial_images", $"{count} beside \"previews\": false", "0, or \"previews\": true");
        return (int)(count ?? (isAsked == true ? JobLimits.MaxPreviews : 0));
    }

    private static JobPriority ReadPriority(FieldReader fields, ApiKey key)
    {
        if (fields.Choice("priority", Priorities) is not { } priority)
            return key.Priority;
        if (priority > key.HighestPriority)
            fields.Reject("priority", string.Join(", ", Priorities.Where(word => word.Meaning <= key.HighestPriority).Select(word => word.Word)) + ", as this API key may ask for no more");
        return priority;
    }

    private static TimeSpan? ReadTimeout(FieldReader fields, string name) =>
        fields.Number(name, ShortestTimeout, LongestTimeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    private static Uri? ReadWebhook(FieldReader fields, ApiKey key, ParseContext context)
    {
        const string name = "webhook_url";
        const string accepted = "an http or https URL of a public host";
        if (fields.Text(name, LongestUrl, accepted) is not { } text)
            return null;
        var webhooks = context.Limits.Webhooks;
        if ((key.WebhookSecret ?? webhooks.Secret) is null)
            fields.Reject(name, "nothing, as this server has no secret to sign webhooks with (Gateway:Webhooks:Secret)");
        else if (text.Any(char.IsWhiteSpace) || !Uri.TryCreate(text, UriKind.Absolute, out var address))
            fields.Reject(name, accepted);
        else if (AddressGuard.ProblemOf(address, webhooks.AllowPrivateHosts) is { } problem)
            fields.Reject(name, problem, accepted);
        else
            return address;
        return null;
    }

    /// <summary>Fields that choose between answers elsewhere; here pictures are fetched, and every job has its events.</summary>
    private static void CheckWithoutEffect(FieldReader fields)
    {
        fields.Word("response_format", "url", "b64_json");
        if (fields.Flag("stream") == true)
            fields.Reject("stream", "false: the job's events are at its urls.events");
        RequestParser.CheckWithoutEffect(fields);
    }
}
