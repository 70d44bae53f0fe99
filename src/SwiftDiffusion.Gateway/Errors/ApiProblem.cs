using System.Collections.Immutable;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.Errors;

/// <summary>An error as the API tells it, before it has a format: a failed job, a bad request, or HTTP misused.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Stable word for programs.</param>
/// <param name="Message">Sentences for people.</param>
/// <param name="Parameter">The field to blame; null when none is.</param>
/// <param name="IsRetryable">Whether the same request may succeed later.</param>
/// <param name="Problems">Every problem of a bad request; else empty.</param>
internal sealed record ApiProblem(
    int Status, string Code, string Message, string? Parameter, bool IsRetryable, ImmutableArray<RequestProblem> Problems)
{
    /// <summary>Kind of error in the OpenAI API's words; clients choose their exception by status and show this.</summary>
    public string Type => Status switch
    {
        StatusCodes.Status401Unauthorized => "authentication_error",
        StatusCodes.Status403Forbidden => "permission_error",
        StatusCodes.Status429TooManyRequests => "rate_limit_error",
        >= StatusCodes.Status500InternalServerError => "server_error",
        _ => "invalid_request_error",
    };

    /// <summary>The code as a phrase: "Unknown model".</summary>
    public string Title => char.ToUpperInvariant(Code[0]) + Code[1..].Replace('_', ' ');

    public static ApiProblem From(JobFailure failure) =>
        new(failure.Code.HttpStatus(), failure.Code.Tag(), failure.Message, failure.Parameter, failure.Code.IsRetryable(), []);

    /// <summary>A bad request. Problems of one kind give the answer that kind's status; mixed ones make it an invalid request.</summary>
    public static ApiProblem From(ImmutableArray<RequestProblem> problems)
    {
        var code = CodeOf(problems);
        string message = string.Join(' ', problems.Select(problem => problem.Message));
        return new ApiProblem(code.HttpStatus(), code.Tag(), message, problems[0].Field, IsRetryable: false, problems);
    }

    public static FailureCode CodeOf(ImmutableArray<RequestProblem> problems) =>
        problems.All(problem => problem.Code == problems[0].Code) ? problems[0].Code : FailureCode.InvalidRequest;

    /// <summary>HTTP misused, before there was a job.</summary>
    public static ApiProblem FromStatus(int status, string message) =>
        new(status, StatusCode(status), message, null, IsRetryable: false, []);

    /// <summary>An idempotency key that was used with another body.</summary>
    public static ApiProblem OfIdempotency(string message) =>
        new(StatusCodes.Status422UnprocessableEntity, "idempotency_conflict", message, "Idempotency-Key", IsRetryable: false, []);

    /// <summary>Somebody who is known, or need not be, but may not do this.</summary>
    public static ApiProblem OfPermission(string message) => new(StatusCodes.Status403Forbidden, "permission_denied", message, null, IsRetryable: false, []);

    private static string StatusCode(int status) => status switch
    {
        StatusCodes.Status404NotFound => "unknown_route",
        StatusCodes.Status405MethodNotAllowed => "method_not_allowed",
        StatusCodes.Status408RequestTimeout => "request_timeout",
        StatusCodes.Status413PayloadTooLarge => "body_too_large",
        StatusCodes.Status415UnsupportedMediaType => "unsupported_media_type",
        >= StatusCodes.Status500InternalServerError => FailureCode.Internal.Tag(),
        _ => FailureCode.InvalidRequest.Tag(),
    };
}
