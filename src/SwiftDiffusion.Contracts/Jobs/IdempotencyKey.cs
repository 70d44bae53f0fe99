namespace SwiftDiffusion.Contracts.Jobs;

/// <summary>
/// Makes sending a request again harmless: within one API key the same key with the same fingerprint is the same job, with another it is refused.
/// </summary>
public sealed record IdempotencyKey
{
    /// <param name="value">What the client chose.</param>
    /// <param name="fingerprint">A digest of what was asked, the same for the same payload.</param>
    public IdempotencyKey(string value, string fingerprint)
    {
        Value = Require.Name(value);
        Fingerprint = Require.Name(fingerprint);
    }

    public string Value { get; }

    public string Fingerprint { get; }
}
