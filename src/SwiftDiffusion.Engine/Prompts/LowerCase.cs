using System.Globalization;
using System.Text;

namespace SwiftDiffusion.Engine.Prompts;

/// <summary>
/// Lower-casing by Unicode's full mapping. <see cref="string.ToLowerInvariant"/> maps one character to one; the full mapping differs
/// for two characters: U+0130 (İ) becomes two, and a capital sigma depends on its neighbours (Unicode standard, section 3.13, Final_Sigma).
/// </summary>
internal static class LowerCase
{
    private const char DottedI = '\u0130', CapitalSigma = '\u03A3', FinalSigma = '\u03C2';

    /// <summary>Punctuation that Final_Sigma looks through: word-break classes MidLetter, MidNumLet, Single_Quote.</summary>
    private const string CaseIgnorable = "'.:\u00B7\u0387\u055F\u05F4\u2018\u2019\u2024\u2027\uFE13\uFE52\uFE55\uFF07\uFF0E\uFF1A";

    /// <param name="text">Any text.</param>
    /// <param name="finalSigma">Whether a capital sigma that ends a word becomes 'ς'; otherwise it is always 'σ'.</param>
    public static string Of(string text, bool finalSigma)
    {
        string simple = text.ToLowerInvariant();
        if (text.AsSpan().IndexOfAny(DottedI, CapitalSigma) < 0)
            return simple;
        // The simple mapping keeps the length, so index i means the same character in both strings.
        var lower = new StringBuilder(text.Length + 8);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == DottedI)
                lower.Append("i\u0307");
            else
                lower.Append(text[i] == CapitalSigma && finalSigma && EndsWord(text, i) ? FinalSigma : simple[i]);
        }

        return lower.ToString();
    }

    private static bool EndsWord(string text, int sigma) => SeesLetter(text, sigma, -1) && !SeesLetter(text, sigma, +1);

    /// <summary>Whether the nearest character in one direction, case-ignorable ones aside, has case.</summary>
    private static bool SeesLetter(string text, int from, int direction)
    {
        for (int i = from + direction; i >= 0 && i < text.Length; i += direction)
        {
            // One rune is looked at once, at the half that is met first.
            if (char.IsSurrogate(text[i]) && char.IsLowSurrogate(text[i]) == direction > 0)
                continue;
            int start = direction < 0 && i > 0 && char.IsSurrogatePair(text[i - 1], text[i]) ? i - 1 : i;
            Rune.DecodeFromUtf16(text.AsSpan(start), out var rune, out _);
            if (!IsIgnorable(rune))
                return HasCase(rune);
        }

        return false;
    }

    private static bool IsIgnorable(Rune rune) => (rune.IsBmp && CaseIgnorable.Contains((char)rune.Value)) || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
        or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;

    /// <summary>Letters with case, and the numerals and symbols that have a partner in the other case (Ⅷ, Ⓐ).</summary>
    private static bool HasCase(Rune rune) => Rune.IsUpper(rune) || Rune.IsLower(rune)
        || Rune.GetUnicodeCategory(rune) == UnicodeCategory.TitlecaseLetter
        || Rune.ToLowerInvariant(rune) != Rune.ToUpperInvariant(rune);
}
