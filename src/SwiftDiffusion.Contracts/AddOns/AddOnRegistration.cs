namespace SwiftDiffusion.Contracts.AddOns;

/// <summary>An add-on as somebody registered it. Its content comes from an address, or was uploaded and is known by its hash.</summary>
public sealed record AddOnRegistration
{
    /// <summary>Most characters of a name.</summary>
    public const int LongestName = 100;

    public required AddOnKind Kind { get; init => field = Require.Defined(value); }

    /// <summary>What requests call it; see <see cref="IsName"/>.</summary>
    public required string Name { get; init => field = IsName(value) ? value : throw new ArgumentException("Is no name of an add-on.", nameof(value)); }

    /// <summary>Id of the model it is for; a model's is its own name.</summary>
    public required string Model { get; init => field = Require.Name(value); }

    /// <summary>Where it comes from; null when it was uploaded.</summary>
    public Uri? Source { get; init; }

    /// <summary>What its content must hash to, in lower-case hexadecimal; null for whatever the source has.</summary>
    public string? Sha256 { get; init => field = value is null || IsSha256(value) ? value : throw new ArgumentException("Is no SHA-256.", nameof(value)); }

    /// <summary>Bytes of an upload; null when not known yet.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>Whether it stays at its source until a request asks for it, unchecked until then.</summary>
    public bool IsFetchedOnUse { get; init; }

    /// <summary>The API key that registered it.</summary>
    public required string AddedBy { get; init => field = Require.Name(value); }

    public required DateTimeOffset AddedAt { get; init; }

    /// <summary>Letters, digits, '_', '.' and '-', at most <see cref="LongestName"/>, the first a letter or digit: so a name is never a path, a tag or a key.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= LongestName && char.IsAsciiLetterOrDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');

    /// <summary>64 hexadecimal digits in lower case.</summary>
    public static bool IsSha256(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);
}
