using System.Net;
using System.Text;

namespace SwiftDiffusion.Engine.Prompts;

/// <summary>
/// Undoes what copying and exporting does to text, to the extent that prompts meet it. Repairs, in order: (1) HTML entities, (2) UTF-8
/// that was read as Windows-1252, (3) single characters: C1 controls, curly quotes, ligatures, full and half width, stray controls.
/// Unlike the ftfy package it neither guesses other encodings nor removes terminal escapes.
/// </summary>
internal static class TextRepair
{
    private const int LongestEntity = 24;
    private const char FirstFullWidth = '\uFF01', LastFullWidth = '\uFF5E', FirstHalfWidth = '\uFF5F';
    private const int FullWidthOffset = FirstFullWidth - '!';

    /// <summary>What U+FF5F (double parenthesis) to U+FFEE (half-width circle) are a width form of; gaps stand for themselves.</summary>
    private const string HalfWidth = "\u2985\u2986。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン\u3099\u309A" +
        "\u1160\u1100\u1101\u11AA\u1102\u11AC\u11AD\u1103\u1104\u1105\u11B0\u11B1\u11B2\u11B3\u11B4\u11B5\u111A\u1106\u1107\u1108" +
        "\u1121\u1109\u110A\u110B\u110C\u110D\u110E\u110F\u1110\u1111\u1112\uFFBF\uFFC0\uFFC1\u1161\u1162\u1163\u1164\u1165\u1166" +
        "\uFFC8\uFFC9\u1167\u1168\u1169\u116A\u116B\u116C\uFFD0\uFFD1\u116D\u116E\u116F\u1170\u1171\u1172\uFFD8\uFFD9\u1173\u1174" +
        "\u1175\uFFDD\uFFDE\uFFDF¢£¬\u00AF¦¥₩\uFFE7│←↑→↓■○";

    public static string Repair(string text) => RepairCharacters(MojibakeRepair.Repair(UnescapeHtml(text)));

    /// <summary>Decodes entities up to the first line with a '&lt;': from there on the text is taken for real markup.</summary>
    private static string UnescapeHtml(string text)
    {
        int markup = text.IndexOf('<', StringComparison.Ordinal);
        int end = markup < 0 ? text.Length : text.LastIndexOf('\n', markup) + 1;
        var plain = new StringBuilder(text.Length);
        for (int i = 0; i < end; i++)
        {
            string current = text[i].ToString();
            // "&amp;amp;" was escaped twice: an '&' that came out of an entity may begin the next one, at the semicolon's place.
            while (current == "&" && EntityAt(text, i, end) is var (decoded, length))
            {
                current = decoded;
                i += length - 1;
            }

            plain.Append(current);
        }

        return plain.Append(text, end, text.Length - end).ToString();
    }

    /// <summary>The entity whose '&amp;' stands at (or is imagined at) <paramref name="start"/>, or null.</summary>
    private static (string Decoded, int Length)? EntityAt(string text, int start, int end)
    {
        var rest = text.AsSpan(start + 1, Math.Min(LongestEntity + 1, end - start - 1));
        int semicolon = rest.IndexOf(';');
        if (semicolon <= 0)
            return null;
        string entity = $"&{rest[..semicolon]};";
        string decoded = WebUtility.HtmlDecode(entity);
        return decoded == entity ? null : (decoded, entity.Length);
    }

    private static string RepairCharacters(string text)
    {
        var repaired = new StringBuilder(text.Length);
        foreach (char raw in text)
        {
            char character = raw is >= '\u0080' and <= '\u009F' ? MojibakeRepair.Windows1252(raw) : raw;
            if (!IsStrayControl(character))
                repaired.Append(RepairCharacter(character));
        }

        return repaired.ToString();
    }

    // Unpaired surrogates need no rule here: composition turns them into U+FFFD.
    private static string RepairCharacter(char character) => character switch
    {
        '\u02BC' or (>= '\u2018' and <= '\u201B') => "'",
        >= '\u201C' and <= '\u201F' => "\"",
        '\u0132' => "IJ",
        '\u0133' => "ij",
        '\u0149' => "'n",
        '\uFB00' => "ff",
        '\uFB01' => "fi",
        '\uFB02' => "fl",
        '\uFB03' => "ffi",
        '\uFB04' => "ffl",
        '\uFB05' or '\uFB06' => "st",
        '\uFFE3' => " \u0304",
        >= FirstFullWidth and <= LastFullWidth => ((char)(character - FullWidthOffset)).ToString(),
        >= FirstHalfWidth when character - FirstHalfWidth < HalfWidth.Length => HalfWidth[character - FirstHalfWidth].ToString(),
        _ => character.ToString(),
    };

    /// <summary>Controls without a meaning in text: C0 but tab and line ends, delete, deprecated formats, byte-order mark.</summary>
    private static bool IsStrayControl(char character) => character switch
    {
        '\t' or '\n' or '\f' or '\r' => false,
        < ' ' or '\u007F' or '\uFEFF' => true,
        (>= '\u206A' and <= '\u206F') or (>= '\uFFF9' and <= '\uFFFC') => true,
        _ => false,
    };
}
