using System.Collections.Immutable;

namespace SwiftDiffusion.Engine.Generation;

/// <summary>When a request's adapters join, in completed model calls. Each joins by itself.</summary>
public sealed record AdapterTiming
{
    /// <summary>Part of a run that may pass without an adapter of which no profile is known: the first fifth decides the composition, later calls the style.</summary>
    public const double DefaultBoundShare = 0.2;

    private AdapterTiming(int? bound, ImmutableArray<int> steps) => (Bound, Steps) = (bound, steps);

    /// <summary>From the first call on: the same request always gives the same picture.</summary>
    public static AdapterTiming Exact { get; } = new(0, []);

    /// <summary>Each as soon as it is loaded, and at the latest at its own bound; the calls at which they joined are reported with the image.</summary>
    public static AdapterTiming Asynchronous { get; } = new(null, []);

    /// <summary>The one bound of all adapters; null for each adapter's own, from its profile or the default share.</summary>
    public int? Bound { get; }

    /// <summary>Recorded calls at which to join: one for all adapters, or one for each. Empty unless a picture is made again.</summary>
    public ImmutableArray<int> Steps { get; }

    /// <summary>Whether everything is there before the first call.</summary>
    public bool IsExact => Steps.IsEmpty ? Bound == 0 : Steps.All(step => step == 0);

    /// <summary>Each as soon as it is loaded; beyond that many calls the request waits.</summary>
    public static AdapterTiming Within(int bound) => new(bound, []);

    /// <summary>At recorded calls, to make a picture again.</summary>
    /// <param name="attachedAt">One for all adapters, or one for each.</param>
    public static AdapterTiming Replay(params ImmutableArray<int> attachedAt) => new(null, attachedAt);

    /// <summary>The call at which an adapter is to join; null when that is not recorded.</summary>
    public int? StepOf(int adapter) => Steps.IsEmpty ? null : Steps[Steps.Length == 1 ? 0 : adapter];
}
