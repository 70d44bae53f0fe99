using System.Globalization;
using System.Text;

namespace SwiftDiffusion.Engine.Prompts;

/// <summary>
/// What happens to a text before it is cut into words. Runs of white space are left alone: the word scanner treats any of them as one gap.
/// </summary>
internal static class TextCleaning
{
    // Blocks whose ideographs the reference treats as words of their own: CJK unified, extensions A to E, compatibility.
    private static readonly (int First, int Last)[] Ideographs =
    [
        (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F),
        (0x2B740, 0x2B81F), (0x2B820, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
    ];

    public static string Clean(string text, PromptCleaning cleaning) => cleaning switch
    {
        PromptCleaning.Ftfy => LowerCase.Of(CanonicalComposition.Compose(TextRepair.Repair(text)), finalSigma: true),
        PromptCleaning.Fast => LowerCase.Of(CanonicalComposition.Compose(text), finalSigma: false),
        _ => LowerCase.Of(CanonicalComposition.Compose(DropControlsAndSpaceIdeographs(text)), finalSigma: true),
    };

    private static string DropControlsAndSpaceIdeographs(string text)
    {
        if (Ascii.IsValid(text) && text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0)
            return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\t' or '\n' or '\r')
                clean.Append(' ');
            else if (IsIdeograph(rune.Value))
                clean.Append(' ').Append(rune).Append(' ');
            else if (!IsDropped(rune))
                clean.Append(rune);
        }

        return clean.ToString();
    }

    private static bool IsIdeograph(int rune) => rune >= 0x3400 && Ideographs.Any(block => rune >= block.First && rune <= block.Last);

    private static bool IsDropped(Rune rune) => rune == Rune.ReplacementChar || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
}
