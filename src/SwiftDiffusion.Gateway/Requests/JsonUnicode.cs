using System.Buffers.Text;
using System.Text.Unicode;

namespace SwiftDiffusion.Gateway.Requests;

/// <summary>
/// Tells whether every string of a JSON text is Unicode: valid UTF-8, and no escaped surrogate without its other half.
/// The framework accepts such a text and throws when the string is read.
/// </summary>
internal static class JsonUnicode
{
    private const int EscapeLength = 6; // \uXXXX

    public static bool IsWellFormed(ReadOnlySpan<byte> json) => Utf8.IsValid(json) && EscapesArePaired(json);

    private static bool EscapesArePaired(ReadOnlySpan<byte> rest)
    {
        while (rest.IndexOf((byte)'\\') is >= 0 and var at)
        {
            rest = rest[at..];
            if (CodeUnit(rest) is not { } unit || !char.IsSurrogate(unit))
            {
                // Any other escape is two characters long; what follows the u of \uXXXX has no backslash.
                rest = rest[Math.Min(2, rest.Length)..];
                continue;
            }

            bool isPaired = char.IsHighSurrogate(unit) && CodeUnit(rest[EscapeLength..]) is { } low && char.IsLowSurrogate(low);
            if (!isPaired)
                return false;
            rest = rest[(2 * EscapeLength)..];
        }

        return true;
    }

    /// <summary>The code unit that an escape at the very start stands for; null when there is none.</summary>
    private static char? CodeUnit(ReadOnlySpan<byte> text) =>
        text.Length >= EscapeLength && text.StartsWith("\\u"u8)
        && Utf8Parser.TryParse(text[2..EscapeLength], out ushort unit, out int consumed, 'X') && consumed == 4
            ? (char)unit
            : null;
}
