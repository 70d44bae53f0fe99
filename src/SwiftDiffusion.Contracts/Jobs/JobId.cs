using System.Buffers;

namespace SwiftDiffusion.Contracts.Jobs;

/// <summary>Names a job for ever: <c>job_</c> and 32 hexadecimal digits that begin with the time of creation, so that ids sort by age.</summary>
public readonly record struct JobId
{
    private const string Prefix = "job_";
    private const int Digits = 32;
    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    private readonly string? _value;

    private JobId(string value) => _value = value;

    /// <summary>A new id; two of the same instant differ.</summary>
    public static JobId At(DateTimeOffset now) => new($"{Prefix}{Guid.CreateVersion7(now):N}");

    /// <summary>Reads what <see cref="ToString"/> wrote; anything else is no job's id.</summary>
    public static bool TryParse(string? text, out JobId id)
    {
        bool isId = text is not null && text.Length == Prefix.Length + Digits && text.StartsWith(Prefix, StringComparison.Ordinal)
            && !text.AsSpan(Prefix.Length).ContainsAnyExcept(Hexadecimal);
        id = isId ? new JobId(text!) : default;
        return isId;
    }

    /// <exception cref="FormatException">The text is no job's id.</exception>
    public static JobId Parse(string text) => TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not the id of a job.");

    /// <exception cref="InvalidOperationException">This is the default value, which names no job.</exception>
    public override string ToString() => _value ?? throw new InvalidOperationException("The default value names no job.");
}
