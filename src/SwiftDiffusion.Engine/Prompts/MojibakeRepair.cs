using System.Text;

namespace SwiftDiffusion.Engine.Prompts;

/// <summary>
/// Finds UTF-8 that was decoded as Windows-1252 or Latin-1 ("cafÃ©" for "café") and decodes it again. Such a sequence is believed only when
/// it is hardly anything else, because "CAFÉ»" is one too: when it begins with the lead bytes of what Western text contains (Latin-1
/// letters, punctuation and symbols, emoji), or when sequences follow one another, as they do in Cyrillic or Greek.
/// </summary>
internal static class MojibakeRepair
{
    /// <summary>Text that went through several wrong conversions needs as many passes.</summary>
    private const int MaxPasses = 3;

    private const int LongestSequence = 4;
    private const string Upper = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";

    /// <summary>The character that Windows-1252 has at a C1 control's place (itself at the five free places).</summary>
    public static char Windows1252(char control) => Upper[control - '\u0080'];

    public static string Repair(string text)
    {
        for (int pass = 0; pass < MaxPasses; pass++)
        {
            string repaired = RepairOnce(text);
            if (repaired == text)
                break;
            text = repaired;
        }

        return text;
    }

    private static string RepairOnce(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\u00C2', '\u00F4') < 0)
            return text;
        var repaired = new StringBuilder(text.Length);
        var run = new StringBuilder();
        for (int i = 0; i < text.Length;)
        {
            int end = DecodeRun(text, i, run.Clear());
            if (end > i && (run.Length > LengthOfFirst(run) || IsTelling(text, i)))
                repaired.Append(run);
            else
                repaired.Append(text, i, (end = Math.Max(end, i + 1)) - i);
            i = end;
        }

        return repaired.ToString();
    }

    /// <summary>Decodes the sequences that follow one another from <paramref name="start"/>; returns where they end.</summary>
    private static int DecodeRun(string text, int start, StringBuilder run)
    {
        Span<byte> bytes = stackalloc byte[LongestSequence];
        while (start < text.Length && text[start] >= '\u0080')
        {
            int length = 0;
            while (length < LongestSequence && start + length < text.Length && ByteOf(text[start + length]) is { } value)
                bytes[length++] = value;
            if (Rune.DecodeFromUtf8(bytes[..length], out var rune, out int consumed) != System.Buffers.OperationStatus.Done)
                break;
            run.Append(rune);
            start += consumed;
        }

        return start;
    }

    private static int LengthOfFirst(StringBuilder run) => char.IsHighSurrogate(run[0]) ? 2 : 1;

    /// <summary>Whether one sequence alone is convincing. After capitals 'Â' and 'Ã' are letters: "IRMÃ»".</summary>
    private static bool IsTelling(string text, int start) => text[start] switch
    {
        'Â' or 'Ã' => start == 0 || !char.IsUpper(text[start - 1]),
        'â' or 'ð' => true,
        _ => false,
    };

    private static byte? ByteOf(char character) => character <= '\u00FF' ? (byte)character
        : Upper.IndexOf(character, StringComparison.Ordinal) is >= 0 and var index ? (byte)(0x80 + index) : null;
}
