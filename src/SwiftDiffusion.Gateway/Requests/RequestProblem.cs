using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Requests;

/// <summary>One thing wrong with a request: where, what was found there, what would have been accepted.</summary>
/// <param name="Field">Path like <c>controlnets[1].start</c>; null for the body as a whole.</param>
/// <param name="Found">The offending value, shortened.</param>
/// <param name="Accepted">What is accepted, as a phrase.</param>
/// <param name="Code">How clients and metrics count it.</param>
internal sealed record RequestProblem(string? Field, string Found, string Accepted, FailureCode Code)
{
    public string Message => $"{Field ?? "body"}: found {Found}; accepted: {Accepted}.";
}
