using System.Diagnostics.CodeAnalysis;

namespace SwiftDiffusion.Engine.Adapters.Store;

/// <summary>
/// Where an adapter comes from. Closed: a <see cref="LocalFile"/>, read where it lies, or a <see cref="Remote"/> file, read from a copy in the disk tier.
/// Its text never shows an address, which may hold credentials.
/// </summary>
public abstract record AdapterSource
{
    private const string HashMark = "#sha256=";
    private const int HashLength = 64;

    /// <summary>The scheme of files that are kept by their hash. Nobody can write it.</summary>
    internal const string ContentScheme = "content";

    private static readonly string[] Schemes = ["http", "https", "s3", "file"];

    private AdapterSource()
    {
    }

    /// <summary>The name it has where nobody gives it another: the file's, without its ending.</summary>
    public abstract string DefaultName { get; }

    /// <summary>Reads a path, or an address <c>http(s)://…</c>, <c>s3://BUCKET/KEY</c> or <c>file:///…</c>, the latter with <c>#sha256=HASH</c> if it must be that very file.</summary>
    /// <param name="text">What somebody wrote.</param>
    /// <param name="source">The source, if it is one.</param>
    /// <param name="problem">Why it is none, without repeating the text.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out AdapterSource? source, [NotNullWhen(false)] out string? problem)
    {
        source = null;
        problem = null;
        if (text.Contains("://", StringComparison.Ordinal))
            source = ParseAddress(text, out problem);
        else if (string.IsNullOrWhiteSpace(text))
            problem = "is empty; expected a path or an address";
        else
            source = new LocalFile(text);
        return source is not null;
    }

    /// <summary>A file that is kept by its hash; see <see cref="Origins.AdapterOrigins.OpenContent"/>.</summary>
    public static Remote OfContent(string sha256) => new(new Uri($"{ContentScheme}:{sha256}"), sha256);

    public sealed override string ToString() => DefaultName;

    private static Remote? ParseAddress(string text, out string? problem)
    {
        int mark = text.IndexOf('#', StringComparison.Ordinal);
        string? hash = mark < 0 ? null : HashOf(text[mark..]);
        problem = mark >= 0 && hash is null ? $"ends in a fragment; expected {HashMark} and {HashLength} hexadecimal digits, or none"
            : !Uri.TryCreate(mark < 0 ? text : text[..mark], UriKind.Absolute, out var address) ? "is no address"
            : ProblemOf(address) is { } wrong ? wrong
            : null;
        return problem is null ? new Remote(new Uri(mark < 0 ? text : text[..mark]), hash) : null;
    }

    private static string? ProblemOf(Uri address) => address.Scheme switch
    {
        _ when !Schemes.Contains(address.Scheme) => $"has the scheme '{address.Scheme}'; expected {string.Join(", ", Schemes)} or a path",
        "s3" when address.Host.Length == 0 => "names no bucket; expected s3://BUCKET/KEY",
        _ when address.AbsolutePath.EndsWith('/') => "names no file",
        _ => null,
    };

    private static string? HashOf(string fragment) =>
        fragment.StartsWith(HashMark, StringComparison.Ordinal) && fragment.Length == HashMark.Length + HashLength
            && fragment[HashMark.Length..].All(char.IsAsciiHexDigit)
            ? fragment[HashMark.Length..].ToLowerInvariant() : null;

    /// <summary>A file of this machine. Another file under the same path is another adapter.</summary>
    /// <param name="Path">Absolute, or relative to the working folder.</param>
    public sealed record LocalFile(string Path) : AdapterSource
    {
        public override string DefaultName => System.IO.Path.GetFileNameWithoutExtension(Path);
    }

    /// <summary>A file that has to be fetched.</summary>
    /// <param name="Address">Without fragment.</param>
    /// <param name="Sha256">What it must hash to, in lower-case hexadecimal; null for whatever it is.</param>
    public sealed record Remote(Uri Address, string? Sha256) : AdapterSource
    {
        /// <summary>Whether its address was given by somebody who must not choose where this server connects to.</summary>
        public bool IsGuarded { get; init; }

        public override string DefaultName => System.IO.Path.GetFileNameWithoutExtension(Uri.UnescapeDataString(Address.AbsolutePath));
    }
}
