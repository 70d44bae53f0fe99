using System.Text.Json.Serialization;

namespace SwiftDiffusion.Gateway.Errors;

/// <summary>
/// The error body: RFC 9457 members for HTTP tools, <c>error</c> for OpenAI clients, <c>errors</c> with every problem of the request.
/// </summary>
/// <param name="Type">urn:swiftdiffusion:problem: and the code.</param>
/// <param name="Title">The code as a phrase.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">Sentences for people, the same as error.message.</param>
/// <param name="RequestId">Also in the header x-request-id and in the log.</param>
/// <param name="Error">The same for OpenAI clients.</param>
/// <param name="Errors">Every problem of a bad request; absent otherwise.</param>
internal sealed record ProblemBody(
    string Type, string Title, int Status, string Detail, string RequestId, ErrorBody Error, IReadOnlyList<FieldErrorBody>? Errors = null);

/// <summary>The OpenAI API's error object; all four members are always there.</summary>
/// <param name="Message">Sentences for people.</param>
/// <param name="Type">invalid_request_error, authentication_error, rate_limit_error or server_error.</param>
/// <param name="Param">The field to blame, such as loras[0].name; null when none is.</param>
/// <param name="Code">A stable word for programs, such as unknown_adapter.</param>
internal sealed record ErrorBody(
    string Message,
    string Type,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Param,
    string Code);

/// <summary>One problem of a bad request.</summary>
/// <param name="Field">Where it is; null when it is the body as a whole.</param>
/// <param name="Found">What was found there.</param>
/// <param name="Accepted">What is accepted instead.</param>
/// <param name="Message">Both in a sentence.</param>
/// <param name="Code">A stable word for programs.</param>
internal sealed record FieldErrorBody(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Field, string Found, string Accepted, string Message, string Code);
