using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.Models;

namespace SwiftDiffusion.Engine.Denoising;

/// <summary>
/// What every evaluation of a sequence is given besides the sample: prompt embeddings and, for SDXL, pooled ones and sizes. Row 0 is the unconditional
/// one and row 1 the conditional one under guidance; the only row is the conditional one without.
/// </summary>
public sealed class Conditions : IDisposable
{
    private Conditions(int rows, int tokens, OrtValue context, AddedConditions? added)
    {
        Rows = rows;
        Tokens = tokens;
        Context = context;
        Added = added;
    }

    /// <summary>2 under guidance, else 1.</summary>
    public int Rows { get; }

    /// <summary>Prompt tokens per row, 77 for each chunk.</summary>
    public int Tokens { get; }

    /// <summary>[rows, tokens, width]</summary>
    public OrtValue Context { get; }

    public AddedConditions? Added { get; }

    /// <summary>Stacks the prompts' rows.</summary>
    /// <param name="positive">The prompt.</param>
    /// <param name="negative">The negative prompt, or null without guidance.</param>
    /// <param name="sizes">SDXL only; null for models without added conditions.</param>
    public static Conditions Create(PromptEmbeddings positive, PromptEmbeddings? negative, SizeConditions? sizes)
    {
        PromptEmbeddings[] rows = negative is null ? [positive] : [negative, positive];
        var context = Tensors.From([.. rows.SelectMany(row => row.Context)], rows.Length, positive.Tokens, positive.Context.Length / positive.Tokens);
        if (sizes is null)
            return new Conditions(rows.Length, positive.Tokens, context, null);
        float[] ids = sizes.ToIds();
        var pooled = Tensors.From([.. rows.SelectMany(row => row.Pooled)], rows.Length, positive.Pooled.Length);
        var sizeIds = Tensors.From([.. rows.SelectMany(_ => ids)], rows.Length, ids.Length);
        return new Conditions(rows.Length, positive.Tokens, context, new AddedConditions(pooled, sizeIds));
    }

    public void Dispose()
    {
        Context.Dispose();
        Added?.PooledPrompt.Dispose();
        Added?.SizeIds.Dispose();
    }
}
