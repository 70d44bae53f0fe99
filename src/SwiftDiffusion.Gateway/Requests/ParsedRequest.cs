using System.Collections.Immutable;

namespace SwiftDiffusion.Gateway.Requests;

/// <summary>What parsing ends in. Closed: <see cref="Valid"/> or <see cref="Invalid"/>.</summary>
internal abstract record ParsedRequest
{
    private ParsedRequest()
    {
    }

    /// <summary>Nothing is wrong with it.</summary>
    public sealed record Valid(ImagesRequest Request) : ParsedRequest;

    /// <summary>Everything that is wrong with it; at least one problem.</summary>
    public sealed record Invalid(ImmutableArray<RequestProblem> Problems) : ParsedRequest;
}
