using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace SwiftDiffusion.Engine.Prompts;

/// <summary>
/// Unicode normalisation form C (UAX #15). It lives here because <see cref="string.Normalize()"/> returns its input unchanged under
/// InvariantGlobalization, and because the token ids of "e" + U+0301 and of "é" must agree.
/// </summary>
internal static class CanonicalComposition
{
    // UAX #15, section 16: Hangul syllables are arithmetic, not data.
    private const int HangulBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TrailBase = 0x11A7;
    private const int LeadCount = 19, VowelCount = 21, TrailCount = 28, HangulCount = LeadCount * VowelCount * TrailCount;

    /// <summary>No character below this one is changed by composition.</summary>
    private const char FirstAffected = '\u0300';

    private static readonly Dictionary<int, (int First, int Second)> Decompositions = [];
    private static readonly Dictionary<(int First, int Second), int> Compositions = [];
    private static readonly Dictionary<int, byte> Classes = ReadClasses();

    static CanonicalComposition()
    {
        foreach (string entry in CanonicalData.Composites)
        {
            int[] runes = Runes(entry);
            for (int i = 1; i < runes.Length; i += 2)
            {
                Decompositions.Add(runes[i + 1], (runes[i], runes[0]));
                Compositions.Add((runes[i], runes[0]), runes[i + 1]);
            }
        }

        foreach (int[] triple in Runes(CanonicalData.NeverComposed).Chunk(3))
            Decompositions.Add(triple[0], (triple[1], triple[2]));
        foreach (int[] pair in Runes(CanonicalData.Singletons).Chunk(2))
            Decompositions.Add(pair[0], (pair[1], 0));
        AddBlock(0xF900, CanonicalData.CompatibilityIdeographs);
        AddBlock(0x2F800, CanonicalData.CompatibilityIdeographsSupplement);
    }

    /// <summary>The text in form C; unpaired surrogates become U+FFFD.</summary>
    public static string Compose(string text)
    {
        if (text.AsSpan().IndexOfAnyExceptInRange('\0', (char)(FirstAffected - 1)) < 0)
            return text;
        var runes = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
            Decompose(rune.Value, runes);
        var span = CollectionsMarshal.AsSpan(runes);
        SortMarks(span);
        return Text(span[..ComposeInPlace(span)]);
    }

    private static void Decompose(int rune, List<int> output)
    {
        int syllable = rune - HangulBase;
        if ((uint)syllable < HangulCount)
        {
            output.Add(LeadBase + syllable / (VowelCount * TrailCount));
            output.Add(VowelBase + syllable / TrailCount % VowelCount);
            if (syllable % TrailCount != 0)
                output.Add(TrailBase + syllable % TrailCount);
        }
        else if (Decompositions.TryGetValue(rune, out var parts))
        {
            Decompose(parts.First, output);
            if (parts.Second != 0)
                Decompose(parts.Second, output);
        }
        else
        {
            output.Add(rune);
        }
    }

    /// <summary>Canonical ordering: every run of marks is sorted by combining class, stably.</summary>
    private static void SortMarks(Span<int> runes)
    {
        for (int start = 0; start < runes.Length; start++)
        {
            int end = start;
            while (end < runes.Length && Class(runes[end]) != 0)
                end++;
            if (end - start > 1)
            {
                var marks = runes[start..end];
                var keys = new long[marks.Length];
                for (int i = 0; i < keys.Length; i++)
                    keys[i] = ((long)Class(marks[i]) << 32) | (uint)i;
                keys.AsSpan().Sort(marks);
            }

            start = end;
        }
    }

    /// <summary>Joins characters with the last starter unless a mark of their class or above stands between; returns the length.</summary>
    private static int ComposeInPlace(Span<int> runes)
    {
        int length = 0, starter = -1, lastClass = 0;
        foreach (int rune in runes)
        {
            int combiningClass = Class(rune);
            bool adjacent = length - 1 == starter;
            if (starter >= 0 && (adjacent || lastClass < combiningClass) && Join(runes[starter], rune) is { } composite)
            {
                runes[starter] = composite;
                continue;
            }

            if (combiningClass == 0)
                starter = length;
            lastClass = combiningClass;
            runes[length++] = rune;
        }

        return length;
    }

    private static int? Join(int first, int second)
    {
        if ((uint)(first - LeadBase) < LeadCount && (uint)(second - VowelBase) < VowelCount)
            return HangulBase + ((first - LeadBase) * VowelCount + second - VowelBase) * TrailCount;
        bool openSyllable = (uint)(first - HangulBase) < HangulCount && (first - HangulBase) % TrailCount == 0;
        if (openSyllable && second > TrailBase && second < TrailBase + TrailCount)
            return first + second - TrailBase;
        return Compositions.TryGetValue((first, second), out int composite) ? composite : null;
    }

    private static int Class(int rune) => rune < FirstAffected ? 0 : Classes.GetValueOrDefault(rune);

    private static string Text(ReadOnlySpan<int> runes)
    {
        var text = new StringBuilder(runes.Length);
        Span<char> pair = stackalloc char[2];
        foreach (int rune in runes)
            text.Append(pair[..new Rune(rune).EncodeToUtf16(pair)]);
        return text.ToString();
    }

    private static int[] Runes(string text) => [.. text.EnumerateRunes().Select(rune => rune.Value)];

    private static void AddBlock(int first, string replacements)
    {
        foreach (var (index, replacement) in Runes(replacements).Index())
        {
            if (replacement != first + index)
                Decompositions.Add(first + index, (replacement, 0));
        }
    }

    private static Dictionary<int, byte> ReadClasses()
    {
        var classes = new Dictionary<int, byte>();
        foreach (string line in CanonicalData.CombiningClasses)
        {
            string[] words = line.Split([": ", " "], StringSplitOptions.None);
            foreach (string range in words.AsSpan(1))
            {
                int[] ends = [.. range.Split('-').Select(end => int.Parse(end, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
                for (int rune = ends[0]; rune <= ends[^1]; rune++)
                    classes.Add(rune, byte.Parse(words[0], CultureInfo.InvariantCulture));
            }
        }

        return classes;
    }
}
