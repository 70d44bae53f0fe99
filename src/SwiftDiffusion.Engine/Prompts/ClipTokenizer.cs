using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Engine.Prompts;

/// <summary>
/// CLIP's tokenizer as a diffusers folder describes it: text to token ids, id for id what the reference implementation gives.
/// Main path: (1) special tokens cut the raw text, (2) each piece is cleaned, (3) cut into words, (4) each word's bytes are merged.
/// Immutable and safe to share; time grows as n log n with the text, whatever the text.
/// </summary>
public sealed class ClipTokenizer
{
    private readonly BytePairMerges _merges;
    private readonly SpecialTokens _special;
    private readonly PromptCleaning _cleaning;

    internal ClipTokenizer(
        BytePairMerges merges, SpecialTokens special, int maxLength, int vocabularySize, int? commaId, PromptCleaning cleaning)
    {
        _merges = merges;
        _special = special;
        _cleaning = cleaning;
        MaxLength = maxLength;
        VocabularySize = vocabularySize;
        CommaId = commaId;
    }

    /// <summary>Id that begins every chunk.</summary>
    public int BosId => _special.Bos.Id;

    /// <summary>Id that ends the text.</summary>
    public int EosId => _special.Eos.Id;

    /// <summary>Id that fills the rest: the end token for SD 1.x and SDXL's first encoder, "!" (0) for SD 2.x and SDXL's second.</summary>
    public int PadId => _special.Pad.Id;

    /// <summary>Ids the text encoder takes at once (77), begin and end included.</summary>
    public int MaxLength { get; }

    /// <summary>All ids are below this number.</summary>
    public int VocabularySize { get; }

    /// <summary>Id of a comma that ends a word, if the vocabulary has one.</summary>
    internal int? CommaId { get; }

    /// <summary>Reads vocab.json, merges.txt, tokenizer_config.json and special_tokens_map.json.</summary>
    /// <param name="tokenizerFolder">A diffusers bundle's "tokenizer" or "tokenizer_2" folder.</param>
    /// <param name="cleaning">Which of the tokenizers in use to agree with.</param>
    /// <param name="padToken">Padding other than the folder's own; null for the folder's.</param>
    /// <exception cref="ModelFormatException">A file is missing or malformed; names the file, the field and what was expected.</exception>
    public static ClipTokenizer Load(string tokenizerFolder, PromptCleaning cleaning = PromptCleaning.Basic, string? padToken = null) =>
        ClipTokenizerFolder.Read(tokenizerFolder, cleaning, padToken);

    /// <summary>The text's ids without begin and end, however many there are.</summary>
    public int[] Tokenize(string text)
    {
        var ids = new List<int>();
        int position = 0;
        // 1. Special tokens cut the raw text.
        while (_special.Next(text, position) is var (start, end, id))
        {
            AppendPiece(text[position..start], ids);
            ids.Add(id);
            position = end;
        }

        AppendPiece(text[position..], ids);
        return [.. ids];
    }

    /// <summary>Exactly <see cref="MaxLength"/> ids: begin, the text (cut if it is too long), end, padding.</summary>
    public int[] Encode(string text)
    {
        int[] ids = Tokenize(text);
        return Frame(ids.AsSpan(0, Math.Min(ids.Length, MaxLength - 2)));
    }

    /// <summary>Begin, the given ids, end, padding; at most <see cref="MaxLength"/> - 2 ids are given.</summary>
    internal int[] Frame(ReadOnlySpan<int> ids)
    {
        var framed = new int[MaxLength];
        framed[0] = BosId;
        ids.CopyTo(framed.AsSpan(1));
        framed[ids.Length + 1] = EosId;
        framed.AsSpan(ids.Length + 2).Fill(PadId);
        return framed;
    }

    private void AppendPiece(string piece, List<int> ids)
    {
        // 2. The piece is cleaned,
        string text = TextCleaning.Clean(piece, _cleaning);
        for (int i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
            }
            else if (_special.BoundaryAt(text.AsSpan(i)) is { } boundary)
            {
                ids.Add(boundary.Id);
                i += boundary.Text.Length;
            }
            else
            {
                // 3. cut into words, 4. and each word's bytes are merged.
                int end = WordScanner.WordEnd(text, i);
                _merges.Append(text.AsSpan(i, end - i), ids);
                i = end;
            }
        }
    }
}
