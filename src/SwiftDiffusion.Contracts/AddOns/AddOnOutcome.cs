namespace SwiftDiffusion.Contracts.AddOns;

/// <summary>What looking at a registered add-on came to. Closed: <see cref="Accepted"/> or <see cref="Refused"/>.</summary>
public abstract record AddOnOutcome
{
    private AddOnOutcome()
    {
    }

    /// <summary>It fits its model, and its content is kept under its hash.</summary>
    public sealed record Accepted(string Sha256, long SizeBytes) : AddOnOutcome;

    /// <summary>It does not, for the reason that is the rest of a sentence its name begins.</summary>
    public sealed record Refused(string Reason) : AddOnOutcome;
}
