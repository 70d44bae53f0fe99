using System.Globalization;
using System.Text;

namespace SwiftDiffusion.Engine.Prompts;

/// <summary>
/// Cuts cleaned text the way CLIP's vocabulary was trained: an English contraction's tail, a run of letters, a single number
/// character, or a run of anything else that is not white space. Works on code points; .NET's \p{L} sees only UTF-16 halves.
/// </summary>
internal static class WordScanner
{
    private static readonly string[] Tails = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    private enum Kind
    {
        Letter,
        Number,
        Space,
        Other,
    }

    /// <summary>End of the word that begins at <paramref name="start"/>, which is not white space.</summary>
    public static int WordEnd(ReadOnlySpan<char> text, int start)
    {
        var rest = text[start..];
        foreach (string tail in Tails)
        {
            if (rest.StartsWith(tail, StringComparison.Ordinal))
                return start + tail.Length;
        }

        var kind = KindAt(rest, out int end);
        while (kind != Kind.Number && end < rest.Length && KindAt(rest[end..], out int length) == kind)
            end += length;
        return start + end;
    }

    private static Kind KindAt(ReadOnlySpan<char> text, out int length)
    {
        Rune.DecodeFromUtf16(text, out var rune, out length);
        if (Rune.IsWhiteSpace(rune))
            return Kind.Space;
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => Kind.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Kind.Number,
            _ => Kind.Other,
        };
    }
}
