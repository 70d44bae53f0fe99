using System.Collections.Immutable;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Requests;

/// <summary>Collects what is wrong while a request is read, up to a bound: a hostile body must not buy a giant answer.</summary>
internal sealed class RequestProblems
{
    public const int Most = 50;

    private readonly ImmutableArray<RequestProblem>.Builder _found = ImmutableArray.CreateBuilder<RequestProblem>();

    public bool Any => _found.Count > 0;

    public bool IsFull => _found.Count == Most;

    public void Add(string? field, string found, string accepted, FailureCode code = FailureCode.InvalidRequest)
    {
        if (!IsFull)
            _found.Add(new RequestProblem(field, found, accepted, code));
    }

    public ImmutableArray<RequestProblem> ToImmutable() => _found.ToImmutable();
}
