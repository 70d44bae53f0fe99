namespace SwiftDiffusion.Engine.Adapters;

/// <summary>
/// One target's share of an adapter: dW = scale * alpha/rank * up @ down (Hu et al. 2021, arXiv 2106.09685), where dW is the weight seen
/// as a matrix [out, in * height * width].
/// </summary>
/// <param name="Target">The module it changes.</param>
/// <param name="Rank">Inner dimension, at least 1.</param>
/// <param name="Alpha">Finite; equal to the rank when the file says nothing.</param>
/// <param name="Down">[rank, in * height * width], row-major; a Tucker core (lora_mid) is already multiplied in.</param>
/// <param name="Up">[out, rank], row-major.</param>
public sealed record LoraLayer(AdapterTarget Target, int Rank, float Alpha, ReadOnlyMemory<float> Down, ReadOnlyMemory<float> Up)
{
    /// <summary>Bytes of host memory the matrices take.</summary>
    public long SizeBytes => (long)sizeof(float) * (Down.Length + Up.Length);

    /// <summary>What up @ down is multiplied with: scale * alpha/rank.</summary>
    public float Factor(float scale) => scale * Alpha / Rank;
}
