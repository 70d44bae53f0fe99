namespace SwiftDiffusion.Engine.Generation;

/// <summary>One prompt encoded.</summary>
/// <param name="Context">[tokens, width]</param>
/// <param name="Tokens">77 per chunk.</param>
/// <param name="Pooled">SDXL: the projected pooled embedding; empty otherwise.</param>
public sealed record PromptEmbeddings(float[] Context, int Tokens, float[] Pooled)
{
    /// <summary>All zeros, which is how SDXL wants an absent negative prompt.</summary>
    public PromptEmbeddings Zeroed() => new(new float[Context.Length], Tokens, new float[Pooled.Length]);
}
