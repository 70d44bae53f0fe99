using System.Numerics.Tensors;

namespace SwiftDiffusion.Engine.Adapters;

/// <summary>
/// The core of a Tucker-decomposed convolution adapter (LyCORIS, <c>lora_mid</c>). Multiplied into the down matrix it leaves an ordinary
/// convolution adapter of the same rank: down'[p, i, k] = sum over q of mid[p, q, k] * down[q, i].
/// </summary>
public static class TuckerCore
{
    /// <summary>Multiplies the core into the down matrix.</summary>
    /// <param name="mid">[rank, rank, kernel].</param>
    /// <param name="down">[rank, in].</param>
    /// <param name="rank">Rank of the layer.</param>
    /// <param name="kernelSize">Height times width of the kernel.</param>
    /// <returns>[rank, in * kernel].</returns>
    public static float[] MultiplyInto(ReadOnlySpan<float> mid, ReadOnlySpan<float> down, int rank, int kernelSize)
    {
        int inputs = down.Length / rank;
        var result = new float[rank * inputs * kernelSize];
        var sum = new float[inputs];
        for (int p = 0; p < rank; p++)
        {
            for (int k = 0; k < kernelSize; k++)
            {
                sum.AsSpan().Clear();
                for (int q = 0; q < rank; q++)
                    TensorPrimitives.MultiplyAdd(down.Slice(q * inputs, inputs), mid[(p * rank + q) * kernelSize + k], sum, sum);
                for (int i = 0; i < inputs; i++)
                    result[(p * inputs + i) * kernelSize + k] = sum[i];
            }
        }

        return result;
    }
}
