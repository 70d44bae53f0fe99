using System.Numerics.Tensors;

namespace SwiftDiffusion.Engine.Prompts;

/// <summary>
/// Applies a prompt's weights to its embeddings, per chunk: z' = w z, then z'' = z' mean(z) / mean(z'), which keeps the
/// magnitude the UNet was trained with (AUTOMATIC1111's "Original" emphasis).
/// </summary>
public static class PromptEmphasis
{
    /// <summary>Returns weighted prompt embeddings; a chunk whose weights are all 1 is returned bit for bit.</summary>
    /// <param name="embeddings">[chunks, MaxLength, dim], as the text encoder gave them chunk by chunk.</param>
    /// <param name="prompt">The prompt they came from.</param>
    /// <exception cref="ArgumentException">The length is no multiple of the prompt's tokens.</exception>
    public static float[] Apply(ReadOnlySpan<float> embeddings, TokenizedPrompt prompt)
    {
        int tokens = prompt.Chunks.Sum(chunk => chunk.Ids.Length);
        if (tokens == 0 || embeddings.Length % tokens != 0)
            throw new ArgumentException($"{embeddings.Length} values do not divide into {tokens} tokens.", nameof(embeddings));
        var weighted = embeddings.ToArray();
        int dim = embeddings.Length / tokens;
        int start = 0;
        foreach (var chunk in prompt.Chunks)
        {
            int length = chunk.Ids.Length * dim;
            if (chunk.IsWeighted)
                Weigh(weighted.AsSpan(start, length), chunk.Weights.AsSpan(), dim);
            start += length;
        }

        return weighted;
    }

    private static void Weigh(Span<float> chunk, ReadOnlySpan<float> weights, int dim)
    {
        double mean = Sum(chunk);
        for (int i = 0; i < weights.Length; i++)
        {
            var token = chunk.Slice(i * dim, dim);
            TensorPrimitives.Multiply(token, weights[i], token);
        }

        // Both means share the divisor. A mean that vanished (all weights 0) cannot be restored and is left.
        float scale = (float)(mean / Sum(chunk));
        if (float.IsFinite(scale))
            TensorPrimitives.Multiply(chunk, scale, chunk);
    }

    /// <summary>In double precision: embeddings sum to nearly nothing, and the quotient of two such sums is what counts.</summary>
    private static double Sum(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
            sum += value;
        return sum;
    }
}
