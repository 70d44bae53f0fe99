namespace SwiftDiffusion.Gateway;

/// <summary>Ready for work, or the reason why not.</summary>
public sealed record Readiness
{
    private Readiness(string? reason) => Reason = reason;

    public static Readiness Ready { get; } = new(reason: null);

    /// <summary>Why no work can be done, as a phrase for operators such as "loading model tinyworld"; null when ready.</summary>
    public string? Reason { get; }

    public bool IsReady => Reason is null;

    public static Readiness NotReady(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return new Readiness(reason);
    }
}
