namespace SwiftDiffusion.LoadGen.Traces;

/// <summary>Requests in the order they arrive.</summary>
/// <param name="Name">What the trace is called in reports.</param>
/// <param name="Requests">Ordered by <see cref="TraceRequest.At"/>.</param>
internal sealed record Trace(string Name, IReadOnlyList<TraceRequest> Requests)
{
    /// <summary>From the beginning to the last arrival.</summary>
    public TimeSpan Duration => Requests.Count == 0 ? TimeSpan.Zero : Requests[^1].At;

    /// <summary>Orders requests by arrival; those of one instant keep their order.</summary>
    public static Trace Of(string name, IEnumerable<TraceRequest> requests) => new(name, [.. requests.OrderBy(request => request.At)]);
}
