using System.Collections.Frozen;
using System.Text.Json;
using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Engine.Prompts;

/// <summary>Reads a tokenizer folder. The files are untrusted: every id and every merge is checked before a tokenizer exists.</summary>
internal static class ClipTokenizerFolder
{
    private const string WordEnd = "</w>";

    public static ClipTokenizer Read(string folder, PromptCleaning cleaning, string? padToken)
    {
        var vocabulary = ReadVocabulary(Path.Combine(folder, "vocab.json"));
        using var config = TokenizerJson.Open(Path.Combine(folder, "tokenizer_config.json"));
        using var map = TokenizerJson.Open(Path.Combine(folder, "special_tokens_map.json"));
        config.RequireClip();
        var special = SpecialTokensReader.Read(config, map, vocabulary, padToken);
        var merges = new BytePairMerges(
            ByteSymbols(vocabulary, "", special.UnknownId),
            ByteSymbols(vocabulary, WordEnd, special.UnknownId),
            ReadMerges(Path.Combine(folder, "merges.txt"), vocabulary));
        int size = vocabulary.Values.Concat(special.Ids).Max() + 1;
        int? comma = vocabulary.TryGetValue("," + WordEnd, out int id) ? id : null;
        return new ClipTokenizer(merges, special, config.MaxLength(), size, comma, cleaning);
    }

    private static Dictionary<string, int> ReadVocabulary(string file)
    {
        using var json = TokenizerJson.Open(file);
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        var owners = new Dictionary<int, string>();
        foreach (var (token, value) in json.Properties())
        {
            if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out int id) || id is < 0 or int.MaxValue)
            {
                string shown = TokenizerJson.Describe(value);
                throw new ModelFormatException(file, $"token '{token}' has id {shown}; expected a 32-bit integer from 0");
            }

            if (!vocabulary.TryAdd(token, id))
                throw new ModelFormatException(file, $"token '{token}' appears twice");
            if (!owners.TryAdd(id, token))
                throw new ModelFormatException(file, $"tokens '{owners[id]}' and '{token}' share id {id}; expected one token per id");
        }

        return vocabulary.Count > 0 ? vocabulary : throw new ModelFormatException(file, "has no tokens; expected an object of token to id");
    }

    private static FrozenDictionary<(int Left, int Right), (int Rank, int Joined)> ReadMerges(
        string file, Dictionary<string, int> vocabulary)
    {
        string[] lines = TokenizerJson.ReadFile(file, File.ReadAllLines);
        if (lines.Length == 0 || !lines[0].StartsWith("#version", StringComparison.Ordinal))
            throw new ModelFormatException(file, "line 1 is not a '#version' comment; expected one above the merges");
        var merges = new Dictionary<(int Left, int Right), (int Rank, int Joined)>(lines.Length);
        for (int i = 1; i < lines.Length; i++)
        {
            string[] parts = lines[i].Split(' ');
            if (parts.Length != 2 || parts.Contains(""))
                throw new ModelFormatException(file, $"line {i + 1} is not a merge; expected two symbols with one space between them");
            var pair = (Symbol(parts[0], i), Symbol(parts[1], i));
            if (!merges.TryAdd(pair, (i, Symbol(parts[0] + parts[1], i))))
                throw new ModelFormatException(file, $"line {i + 1} repeats the merge '{lines[i]}'; expected every merge once");
        }

        return merges.ToFrozenDictionary();

        int Symbol(string text, int line) => vocabulary.TryGetValue(text, out int id) ? id
            : throw new ModelFormatException(file, $"line {line + 1}: symbol '{text}' is not in vocab.json; expected parts and union");
    }

    /// <summary>
    /// Symbol of each byte value. Vocabularies spell bytes as visible characters: printable ones as themselves (Latin-1), the others as
    /// U+0100 and up, in order (GPT-2's convention).
    /// </summary>
    private static int[] ByteSymbols(Dictionary<string, int> vocabulary, string suffix, int unknownId)
    {
        var symbols = new int[256];
        char stand = '\u0100';
        for (int value = 0; value < symbols.Length; value++)
        {
            bool printable = value is (>= '!' and <= '~') or (>= '¡' and <= '¬') or (>= '®' and <= 'ÿ');
            char spelling = printable ? (char)value : stand++;
            symbols[value] = vocabulary.GetValueOrDefault(spelling + suffix, unknownId);
        }

        return symbols;
    }
}
