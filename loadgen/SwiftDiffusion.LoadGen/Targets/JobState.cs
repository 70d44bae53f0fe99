namespace SwiftDiffusion.LoadGen.Targets;

/// <summary>The states of a job that are final, under the words that job servers use for them.</summary>
internal static class JobState
{
    /// <summary>How a job in this state has ended; null while it has not.</summary>
    public static Outcome? OutcomeOf(string? state) => state?.ToUpperInvariant() switch
    {
        "COMPLETED" or "SUCCEEDED" or "DONE" => Outcome.Completed,
        "FAILED" or "ERROR" or "EXPIRED" => Outcome.Failed,
        "CANCELLED" or "CANCELED" => Outcome.Cancelled,
        _ => null,
    };
}
