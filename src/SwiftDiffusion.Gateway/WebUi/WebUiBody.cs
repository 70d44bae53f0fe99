using System.Text.Json;
using SwiftDiffusion.Gateway.Images;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.WebUi;

/// <summary>Reads the JSON object that a small request consists of.</summary>
internal static class WebUiBody
{
    /// <summary>What <paramref name="read"/> makes of the object; null when there were problems, which have been answered then.</summary>
    public static async Task<T?> ReadAsync<T>(HttpContext context, Func<FieldReader, T?> read)
        where T : class
    {
        var problems = new RequestProblems();
        // Clients do not always label their JSON.
        using var body = JsonBody.Parse(await BodyReader.ReadAsync(context.Request, context.RequestAborted), out var malformed);
        T? result = null;
        if (body is { RootElement.ValueKind: JsonValueKind.Object })
            result = read(new FieldReader(body.RootElement, "", problems));
        else
            problems.Add(null, malformed?.Found ?? FoundText.Of(body!.RootElement), "a JSON object");
        if (!problems.Any)
            return result;
        await WebUiError.RefuseAsync(context, new WebUiParsed.Invalid(StatusCodes.Status422UnprocessableEntity, null, problems.ToImmutable()));
        return null;
    }
}
