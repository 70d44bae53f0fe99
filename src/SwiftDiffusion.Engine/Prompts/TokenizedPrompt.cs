using System.Collections.Immutable;

namespace SwiftDiffusion.Engine.Prompts;

/// <summary>
/// A prompt as the text encoder takes it: at least one chunk. Main path: (1) the notation is parsed into weighted spans, (2) each span is
/// tokenized, (3) the tokens fill chunks.
/// </summary>
public sealed record TokenizedPrompt(ImmutableArray<PromptChunk> Chunks)
{
    /// <summary>Whether any token's weight differs from 1.</summary>
    public bool IsWeighted => Chunks.Any(chunk => chunk.IsWeighted);

    /// <summary>Reads a prompt. Never fails: brackets that do not match are text.</summary>
    public static TokenizedPrompt Create(ClipTokenizer tokenizer, string prompt, PromptOptions options)
    {
        // 1. The notation is parsed into weighted spans,
        bool weighted = options.Syntax == PromptSyntax.Weighted;
        var spans = weighted ? WeightedPromptParser.Parse(prompt) : [new TextSpan(prompt, 1f)];

        bool truncate = options.LongPrompts == LongPrompts.Truncate;
        var packer = new ChunkPacker(tokenizer, truncate ? 0 : ChunkPacker.CommaBacktrack);
        foreach (var span in spans)
        {
            // 2. each span is tokenized, 3. the tokens fill chunks.
            if (span is TextSpan text)
                packer.Add(tokenizer.Tokenize(text.Text), text.Weight);
            else
                packer.Break();
        }

        var chunks = packer.Finish();
        return new TokenizedPrompt(truncate ? [chunks[0]] : chunks);
    }

    /// <summary>
    /// The same prompt with empty chunks appended until there are <paramref name="chunkCount"/>; positive and negative prompts,
    /// and both encoders of SDXL, need equally many.
    /// </summary>
    public TokenizedPrompt PadTo(int chunkCount, ClipTokenizer tokenizer) => chunkCount <= Chunks.Length
        ? this
        : new TokenizedPrompt(Chunks.AddRange(Enumerable.Repeat(PromptChunk.Empty(tokenizer), chunkCount - Chunks.Length)));
}
