namespace SwiftDiffusion.Engine.Generation;

/// <summary>When a request's adapters may join, in completed model calls.</summary>
/// <param name="Earliest">Not before this many calls.</param>
/// <param name="Bound">Beyond this many calls the request waits for them; null lets the engine choose.</param>
public sealed record AdapterTiming(int Earliest, int? Bound)
{
    /// <summary>Part of a run that may pass without adapters by default: the first fifth decides the composition, later calls the style.</summary>
    private const double DefaultBoundShare = 0.2;

    /// <summary>From the first call on: the same request always gives the same picture.</summary>
    public static AdapterTiming Exact { get; } = new(0, 0);

    /// <summary>As soon as they are loaded; the call at which they joined is reported with the image.</summary>
    public static AdapterTiming Asynchronous { get; } = new(0, null);

    /// <summary>At a recorded call, to make a picture again.</summary>
    public static AdapterTiming Replay(int attachedAt) => new(attachedAt, attachedAt);

    /// <summary>The bound for a run of that many calls.</summary>
    public int BoundFor(int calls) => Math.Min(Bound ?? (int)(calls * DefaultBoundShare), calls);
}
