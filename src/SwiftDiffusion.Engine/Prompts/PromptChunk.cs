using System.Collections.Immutable;

namespace SwiftDiffusion.Engine.Prompts;

/// <summary>One context of the text encoder.</summary>
/// <param name="Ids">Token ids: begin, text, end, padding. [MaxLength], 77 for CLIP.</param>
/// <param name="Weights">Emphasis of each id; 1 where there is no text. [MaxLength]</param>
public sealed record PromptChunk(ImmutableArray<int> Ids, ImmutableArray<float> Weights)
{
    /// <summary>Whether any weight differs from 1.</summary>
    public bool IsWeighted => Weights.AsSpan().ContainsAnyExcept(1f);

    /// <summary>A chunk without text.</summary>
    public static PromptChunk Empty(ClipTokenizer tokenizer) => Create(tokenizer, [], []);

    /// <summary>Frames at most MaxLength - 2 ids.</summary>
    internal static PromptChunk Create(ClipTokenizer tokenizer, ReadOnlySpan<int> ids, ReadOnlySpan<float> weights)
    {
        var all = new float[tokenizer.MaxLength];
        all.AsSpan().Fill(1f);
        weights.CopyTo(all.AsSpan(1));
        return new PromptChunk([.. tokenizer.Frame(ids)], [.. all]);
    }
}
