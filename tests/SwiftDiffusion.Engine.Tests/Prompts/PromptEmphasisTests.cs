using System.Collections.Immutable;
using CsCheck;
using SwiftDiffusion.Engine.Prompts;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Prompts;

public sealed class PromptEmphasisTests
{
    [Fact]
    public void Weights_multiply_and_the_chunks_mean_is_restored()
    {
        // Two tokens of dimension 2, mean 2.5; weighted 1, 2, 6, 8 with mean 4.25.
        float[] weighted = PromptEmphasis.Apply([1, 2, 3, 4], Prompt([1, 2]));

        float scale = 2.5f / 4.25f;
        Assert.Equal([1 * scale, 2 * scale, 6 * scale, 8 * scale], weighted, (a, b) => MathF.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void Each_chunk_has_its_own_mean_and_an_unweighted_one_is_untouched()
    {
        float[] weighted = PromptEmphasis.Apply([0.1f, 0.2f, 1, 3], Prompt([1, 1], [1, 3]));

        Assert.Equal([0.1f, 0.2f], weighted[..2]);
        Assert.Equal([0.4f, 3.6f], weighted[2..], (a, b) => MathF.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void Weights_of_one_change_no_bit() => Gen.Float.Array[6].Sample(embeddings =>
    {
        float[] weighted = PromptEmphasis.Apply(embeddings, Prompt([1, 1]));
        Assert.Equal(embeddings.Select(BitConverter.SingleToInt32Bits), weighted.Select(BitConverter.SingleToInt32Bits));
    });

    [Fact]
    public void Weights_of_zero_give_zeros_not_nan() => Assert.Equal([0f, 0f], PromptEmphasis.Apply([1, 2], Prompt([0, 0])));

    [Fact]
    public void Embeddings_of_another_prompt_are_refused() =>
        Assert.Throws<ArgumentException>(() => PromptEmphasis.Apply([1, 2, 3], Prompt([1, 2])));

    private static TokenizedPrompt Prompt(params float[][] weights) =>
        new([.. weights.Select(chunk => new PromptChunk([.. new int[chunk.Length]], chunk.ToImmutableArray()))]);
}
