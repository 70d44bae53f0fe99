using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Options;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Gateway.Errors;
using SwiftDiffusion.Gateway.Images;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.ControlImages;

/// <summary><c>POST /v1/control-images</c>: what a ControlNet would see of a picture. Needs no device and no worker.</summary>
internal sealed class ControlImagesApi(IPictureService pictures, IOptions<GatewayOptions> options, ProblemWriter problems)
{
    private const string Png = "image/png";

    public async Task HandleAsync(HttpContext context)
    {
        var bytes = await BodyReader.ReadAsync(context.Request, context.RequestAborted);
        using var body = JsonBody.Parse(bytes, out var malformed);
        var (image, found) = body is null ? (null, [malformed!]) : Draw(body.RootElement);
        await (image is null
            ? problems.WriteAsync(context, ApiProblem.From(found))
            : context.Response.WriteAsJsonAsync(new ControlImageBody(image), GatewayJson.Default.ControlImageBody, contentType: null, context.RequestAborted));
    }

    private (string? Image, ImmutableArray<RequestProblem> Problems) Draw(JsonElement root)
    {
        var found = new RequestProblems();
        if (root.ValueKind != JsonValueKind.Object)
        {
            found.Add(null, FoundText.Of(root), "a JSON object");
            return (null, found.ToImmutable());
        }

        var fields = new FieldReader(root, "", found);
        var picture = PictureField.ReadRequired(fields, "image", new ParseContext([], options.Value, 0, pictures));
        fields.Word("preprocessor", "canny");
        int low = (int)(fields.Whole("low", 0, JobLimits.MaxCannyThreshold) ?? CannyThresholds.Default.Low);
        int high = (int)(fields.Whole("high", 0, JobLimits.MaxCannyThreshold) ?? Math.Max(low, CannyThresholds.Default.High));
        if (low > high)
            fields.Reject("low", $"{low} above a high of {high}", "a number that is not above high");
        var asked = SizeFields.ReadExact(fields, options.Value);
        fields.RejectUnknown(RequestFields.NoneTolerated, RequestFields.NoSynonyms);
        if (found.Any)
            return (null, found.ToImmutable());

        // A ControlNet sees the picture stretched to the size of the request; without one, as it is.
        var size = asked ?? pictures.Measure(picture!.Value).Value;
        var edges = pictures.DrawEdges(picture!.Value, new CannyThresholds(low, high), EdgeSize.Exactly(size.Width, size.Height, PictureFit.Stretch));
        if (edges.Problem is { } problem)
            fields.Reject("image", problem, "a picture that can be read");
        return edges.Value is { } file ? ($"data:{Png};base64,{Convert.ToBase64String(file)}", []) : (null, found.ToImmutable());
    }
}
