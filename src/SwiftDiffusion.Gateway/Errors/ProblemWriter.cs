using System.Globalization;
using Microsoft.Extensions.Options;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Gateway.Requests;
using SwiftDiffusion.Gateway.WebUi;

namespace SwiftDiffusion.Gateway.Errors;

/// <summary>Writes an error answer, with the headers by which official clients decide whether to try again.</summary>
internal sealed class ProblemWriter(IOptions<GatewayOptions> options)
{
    public const string MediaType = "application/problem+json";

    public Task WriteAsync(HttpContext context, ApiProblem problem)
    {
        var response = context.Response;
        response.StatusCode = problem.Status;
        response.Headers["x-should-retry"] = problem.IsRetryable ? "true" : "false";
        // Who knows better has said so already.
        bool isLater = problem.IsRetryable && problem.Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable;
        if (isLater && response.Headers.RetryAfter.Count == 0)
            response.Headers.RetryAfter = Math.Ceiling(options.Value.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        if (WebUiError.Speaks(context.Request.Path))
            return WebUiError.WriteAsync(context, problem);
        var body = Body(problem, context.TraceIdentifier);
        return response.WriteAsJsonAsync(body, ReadableJson.Gateway.ProblemBody, MediaType, context.RequestAborted);
    }

    /// <summary>The problem in the OpenAI API's form alone, as events carry it.</summary>
    public static ErrorBody ErrorOf(ApiProblem problem) => new(problem.Message, problem.Type, problem.Parameter, problem.Code);

    private static ProblemBody Body(ApiProblem problem, string requestId) => new(
        $"urn:swiftdiffusion:problem:{problem.Code}",
        problem.Title,
        problem.Status,
        problem.Message,
        requestId,
        ErrorOf(problem),
        problem.Problems.IsEmpty ? null : [.. problem.Problems.Select(FieldError)]);

    private static FieldErrorBody FieldError(RequestProblem problem) =>
        new(problem.Field, problem.Found, problem.Accepted, problem.Message, problem.Code.Tag());
}
