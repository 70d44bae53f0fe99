using System.Text.Json.Serialization;
using SwiftDiffusion.Gateway.Errors;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.WebUi;

/// <summary>The web UI's error body: kind, detail (a text, or FastAPI's list of problems), and everything in one text.</summary>
/// <param name="Error">HTTPException or RequestValidationError.</param>
/// <param name="Detail">A text, or a list of problems with loc, msg and type.</param>
/// <param name="Body">Empty.</param>
/// <param name="Errors">Everything in one text.</param>
internal sealed record WebUiErrorBody(string Error, object Detail, string Body, string Errors);

/// <summary>One problem as FastAPI tells it.</summary>
internal sealed record WebUiProblemBody(
    [property: JsonPropertyName("loc")] IReadOnlyList<string> Location, [property: JsonPropertyName("msg")] string Message, string Type);

/// <summary>Puts our errors into the web UI's form, on its routes.</summary>
internal static class WebUiError
{
    private static readonly string[] Prefixes = ["/sdapi", "/controlnet", "/internal"];

    /// <summary>Whether clients of the web UI ask for that path.</summary>
    public static bool Speaks(PathString path) => Array.Exists(Prefixes, prefix => path.StartsWithSegments(prefix, StringComparison.Ordinal));

    /// <summary>Writes an error that any route may have.</summary>
    public static Task WriteAsync(HttpContext context, ApiProblem problem) => WriteAsync(context, problem.Status, problem.Problems.IsEmpty
        ? new WebUiErrorBody("HTTPException", problem.Message, "", problem.Message)
        : new WebUiErrorBody("RequestValidationError", problem.Problems.Select(Entry).ToArray(), "", problem.Message));

    /// <summary>Refuses a request, in words of its own if it has them, with all problems beside.</summary>
    public static Task RefuseAsync(HttpContext context, WebUiParsed.Invalid invalid)
    {
        string all = string.Join(' ', invalid.Problems.Select(problem => problem.Message));
        return WriteAsync(context, invalid.Status, invalid.Detail is { } detail
            ? new WebUiErrorBody("HTTPException", detail, "", all)
            : new WebUiErrorBody("RequestValidationError", invalid.Problems.Select(Entry).ToArray(), "", all));
    }

    private static Task WriteAsync(HttpContext context, int status, WebUiErrorBody body)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(body, ReadableJson.Gateway.WebUiErrorBody, contentType: null, context.RequestAborted);
    }

    private static WebUiProblemBody Entry(RequestProblem problem) =>
        new(problem.Field is { } field ? ["body", field] : ["body"], problem.Message, "value_error");
}
