using System.Collections.Immutable;
using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Engine.Prompts;
using SwiftDiffusion.Onnx.Components;

namespace SwiftDiffusion.Engine.Generation;

/// <summary>
/// Prompts to embeddings, through one text encoder or SDXL's two. Main path: (1) tokenize for every encoder, (2) bring positive and negative
/// prompt to equally many chunks, (3) encode chunk by chunk, (4) apply weights, (5) join the encoders' outputs side by side.
/// </summary>
public sealed class PromptEncoder(ImmutableArray<PromptEncoderStage> stages, bool isXl, bool zeroesAbsentNegative)
{
    /// <summary>Encodes a prompt and, where guidance needs it, a negative one.</summary>
    /// <param name="request">Prompts, notation, clip skip.</param>
    /// <param name="adapters">Per encoder its low-rank pairs, or null.</param>
    /// <param name="options">Carries termination.</param>
    public (PromptEmbeddings Positive, PromptEmbeddings? Negative) Encode(
        ImageRequest request, IReadOnlyList<AdapterInputs?> adapters, RunOptions options)
    {
        string negativeText = request.NegativePrompt ?? "";
        // 1. Tokenize for every encoder.
        var positive = Tokenize(request.Prompt, request.PromptOptions);
        var negative = Tokenize(negativeText, request.PromptOptions);
        // 2. Equally many chunks.
        int chunks = request.IsGuided ? positive.Concat(negative).Max(p => p.Chunks.Length) : positive.Max(p => p.Chunks.Length);
        var encoded = EncodePadded(positive, chunks, request.ClipSkip, adapters, options);
        if (!request.IsGuided)
            return (encoded, null);
        bool isAbsent = request.NegativePrompt is null && isXl && zeroesAbsentNegative;
        return (encoded, isAbsent ? encoded.Zeroed() : EncodePadded(negative, chunks, request.ClipSkip, adapters, options));
    }

    private TokenizedPrompt[] Tokenize(string prompt, PromptOptions options) =>
        [.. stages.Select(stage => TokenizedPrompt.Create(stage.Tokenizer, prompt, options))];

    private PromptEmbeddings EncodePadded(
        TokenizedPrompt[] prompts, int chunks, int clipSkip, IReadOnlyList<AdapterInputs?> adapters, RunOptions options)
    {
        var contexts = new float[stages.Length][];
        float[] pooled = [];
        for (int i = 0; i < stages.Length; i++)
        {
            var prompt = prompts[i].PadTo(chunks, stages[i].Tokenizer);
            // 3. Encode chunk by chunk: chunks are rows of one run.
            long[] ids = [.. prompt.Chunks.SelectMany(chunk => chunk.Ids).Select(id => (long)id)];
            var model = stages[i].Model;
            string context = ContextOutput(model.Config, clipSkip);
            bool isPooled = isXl && model.Config.ProjectionWidth > 0;
            using var outputs = model.Run(ids, adapters[i], options, isPooled ? [context, "text_embeds"] : [context]);
            // 4. Apply weights.
            contexts[i] = prompt.IsWeighted ? PromptEmphasis.Apply(outputs.Floats(context), prompt) : outputs.Floats(context).ToArray();
            if (isPooled)
                pooled = outputs.Floats("text_embeds")[..model.Config.ProjectionWidth].ToArray();
        }

        int tokens = chunks * stages[0].Model.Config.MaxTokens;
        return new PromptEmbeddings(SideBySide(contexts, tokens), tokens, pooled);
    }

    /// <summary>SDXL reads the layer before the last, without the final normalization; Stable Diffusion 1 and 2 the last, with it.</summary>
    private string ContextOutput(TextEncoderConfig config, int clipSkip) => (isXl, clipSkip) switch
    {
        (true, _) => TextEncoderGraph.Hidden(config.Layers - 1 - clipSkip),
        (false, 0) => "last_hidden_state",
        (false, _) => TextEncoderGraph.ClipSkip(clipSkip),
    };

    /// <summary>5. [tokens, w1] and [tokens, w2] to [tokens, w1 + w2].</summary>
    private static float[] SideBySide(float[][] parts, int tokens)
    {
        if (parts.Length == 1)
            return parts[0];
        var joined = new float[parts.Sum(part => part.Length)];
        int position = 0;
        for (int token = 0; token < tokens; token++)
        {
            foreach (float[] part in parts)
            {
                int width = part.Length / tokens;
                part.AsSpan(token * width, width).CopyTo(joined.AsSpan(position));
                position += width;
            }
        }

        return joined;
    }
}

/// <summary>A text encoder and the tokenizer that feeds it.</summary>
public sealed record PromptEncoderStage(TextEncoderModel Model, ClipTokenizer Tokenizer);
