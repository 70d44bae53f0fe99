using System.Buffers;
using System.Globalization;

namespace SwiftDiffusion.Engine.Prompts;

/// <summary>
/// Cuts a prompt into brackets, weights, escapes and text. In one pass over the text; at most <see cref="LongestNumber"/>
/// characters are looked at twice.
/// </summary>
internal static class WeightedPromptLexer
{
    private const int LongestNumber = 64;
    private static readonly SearchValues<char> Marks = SearchValues.Create("\\()[]:");

    public static List<Lexeme> Read(string prompt)
    {
        var lexemes = new List<Lexeme>();
        for (int i = 0; i < prompt.Length;)
        {
            var lexeme = Next(prompt.AsSpan(i), out int length);
            lexemes.Add(lexeme);
            i += length;
        }

        return lexemes;
    }

    private static Lexeme Next(ReadOnlySpan<char> text, out int length)
    {
        length = 1;
        switch (text[0])
        {
            case '(':
                return new Lexeme(LexemeKind.OpenRound, "(");
            case ')':
                return new Lexeme(LexemeKind.CloseRound, ")");
            case '[':
                return new Lexeme(LexemeKind.OpenSquare, "[");
            case ']':
                return new Lexeme(LexemeKind.CloseSquare, "]");
            case '\\':
                // A backslash that escapes nothing disappears.
                length = text.Length > 1 && "()[]\\".Contains(text[1]) ? 2 : 1;
                return new Lexeme(LexemeKind.Escaped, text[1..length].ToString());
            case ':':
                return ReadWeight(text, out length) ?? new Lexeme(LexemeKind.Text, ":");
            default:
                int end = text.IndexOfAny(Marks);
                length = end < 0 ? text.Length : end;
                return new Lexeme(LexemeKind.Text, text[..length].ToString());
        }
    }

    /// <summary>Reads ":1.2)", with white space around the number; anything that is not a finite number stays text.</summary>
    private static Lexeme? ReadWeight(ReadOnlySpan<char> text, out int length)
    {
        length = 1;
        int close = text[..Math.Min(text.Length, LongestNumber)].IndexOf(')');
        if (close < 0)
            return null;
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (!double.TryParse(text[1..close].Trim(), Styles, CultureInfo.InvariantCulture, out double weight) || !double.IsFinite(weight))
            return null;
        length = close + 1;
        return new Lexeme(LexemeKind.CloseWeighted, text[..length].ToString(), weight);
    }
}
