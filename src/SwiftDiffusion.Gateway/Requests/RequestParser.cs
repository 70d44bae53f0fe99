using System.Text.Json;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Requests;

/// <summary>
/// Turns a body of the OpenAI images API into a valid job, or into everything that is wrong with it. Pure: what it depends on is given.
/// <list type="number">
/// <item>read the model, as defaults and add-ons depend on it</item>
/// <item>read the picture to start from, as the size depends on it</item>
/// <item>read what decides the result</item>
/// <item>read what decides the answer's form</item>
/// <item>check the OpenAI fields that change nothing here, and refuse fields that nobody knows</item>
/// </list>
/// </summary>
internal static class RequestParser
{
    private const int LongestUser = 512;

    public static ParsedRequest Parse(ImagesOperation operation, RequestBody body, ParseContext context)
    {
        var problems = new RequestProblems();
        var root = body.Json.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            problems.Add(null, FoundText.Of(root), "a JSON object");
            return new ParsedRequest.Invalid(problems.ToImmutable());
        }

        var fields = new FieldReader(root, "", problems);

        // 1. model; an unknown one leaves no add-ons to compare with, but the rest is still checked
        var model = ReadModel(fields, context.Models);

        // 2. picture to start from
        var picture = operation.HasSource ? SourceFields.ReadPicture(fields, [.. body.Files], context) : null;
        var mask = operation.HasMask ? SourceFields.ReadMask(fields, [.. body.Files], picture, context) : null;
        var size = picture is { } bytes ? context.Pictures.Measure(bytes).Value : (PictureSize?)null;

        // 3. result
        var (inferenceSteps, quality) = QualityField.Read(fields, model ?? context.Models[0]);
        var job = JobFields.Read(fields, model, operation, size, inferenceSteps, context);
        if (operation.HasSource)
            job = job with { Source = SourceFields.Read(fields, picture, mask, inferenceSteps) };

        // 4. form of the answer
        var (delivery, isStreamed) = ReadDelivery(fields);
        job = job with { PreviewCount = ReadPreviewCount(fields, isStreamed) };

        // 5. the rest
        CheckWithoutEffect(fields);
        fields.RejectUnknown(RequestFields.Tolerated, RequestFields.Synonyms);

        return problems.Any
            ? new ParsedRequest.Invalid(problems.ToImmutable())
            : new ParsedRequest.Valid(new ImagesRequest(job, delivery, quality, isStreamed));
    }

    /// <summary>The model asked for, or the first; null when it is unknown, which is a problem.</summary>
    public static ModelInfo? ReadModel(FieldReader fields, IReadOnlyList<ModelInfo> models)
    {
        string? id = KnownName.Read(fields, "model", [.. models.Select(model => model.Id)], FailureCode.UnknownModel);
        return id is not null ? models.First(model => model.Id == id) : fields.Has("model") ? null : models[0];
    }

    /// <summary>Events carry pictures themselves, so a stream leaves no use for a URL.</summary>
    private static (ImageDelivery Delivery, bool IsStreamed) ReadDelivery(FieldReader fields)
    {
        var delivery = fields.Choice("response_format", ("b64_json", ImageDelivery.Base64), ("url", ImageDelivery.Url)) ?? ImageDelivery.Base64;
        bool isStreamed = fields.Flag("stream") ?? false;
        if (isStreamed && delivery == ImageDelivery.Url)
            fields.Reject("response_format", "\"url\" beside stream", "b64_json, as the events of a stream carry the pictures");
        return (delivery, isStreamed);
    }

    private static int ReadPreviewCount(FieldReader fields, bool isStreamed)
    {
        long count = fields.Whole("partial_images", 0, JobLimits.MaxPreviews) ?? 0;
        if (count > 0 && !isStreamed)
            fields.Reject("partial_images", $"{count} without stream", "0, or \"stream\": true");
        return (int)count;
    }

    /// <summary>OpenAI fields without use here are checked all the same, so that a client's mistake is one everywhere.</summary>
    public static void CheckWithoutEffect(FieldReader fields)
    {
        fields.Word("background", "auto", "opaque");
        fields.Word("moderation", "auto", "low");
        fields.Word("style", "natural", "vivid");
        fields.Text("user", LongestUser);
    }
}
