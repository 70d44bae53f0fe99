using System.Text.Json.Serialization;

namespace SwiftDiffusion.Gateway.Errors;

/// <summary>
/// The error body: RFC 9457 members for HTTP tools, <c>error</c> for OpenAI clients, <c>errors</c> with every problem of the request.
/// </summary>
internal sealed record ProblemBody(
    string Type, string Title, int Status, string Detail, string RequestId, ErrorBody Error, IReadOnlyList<FieldErrorBody>? Errors);

/// <summary>The OpenAI API's error object; all four members are always there.</summary>
internal sealed record ErrorBody(
    string Message,
    string Type,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Param,
    string Code);

/// <summary>One problem of a bad request.</summary>
internal sealed record FieldErrorBody(string? Field, string Found, string Accepted, string Message, string Code);
