using SwiftDiffusion.Onnx.Safetensors;

namespace SwiftDiffusion.Onnx.Graphs.Lowering;

/// <summary>
/// The order of a convolution's weights for blocked channels: [O/b, I/b, kernel, b inputs, b outputs] from PyTorch's [O, I, kernel], zeros where
/// channels were added to fill the last block.
/// </summary>
public static class BlockedWeights
{
    /// <summary>Puts a tensor into blocked order.</summary>
    /// <param name="binding">Its stored and its padded shape.</param>
    /// <param name="stored">Elements in stored order.</param>
    /// <param name="dtype">Type of the stored elements.</param>
    /// <param name="target">As many elements as the binding's shape has.</param>
    public static void Fill(WeightBinding binding, ReadOnlySpan<byte> stored, TensorDtype dtype, Span<float> target)
    {
        var entry = binding.Location.Entry;
        if (entry.Shape.Length == 1)
        {
            TensorConversion.ToSingle(dtype, stored, target[..(int)entry.Count]);
            target[(int)entry.Count..].Clear();
            return;
        }

        int block = binding.Block, outputs = (int)entry.Shape[0], inputs = (int)entry.Shape[1];
        int kernel = (int)(entry.Count / outputs / inputs), size = dtype.SizeBytes();
        int[] places = Places(block, kernel);
        var row = new float[block * kernel];
        for (int o = 0; o < binding.Shape[0]; o += block)
        {
            for (int i = 0; i < binding.Shape[1]; i += block)
            {
                // One block of b outputs, b inputs and the kernel: small enough for the first cache, so the scattered writes are cheap.
                var cell = target[(((o * (int)binding.Shape[1]) + (i * block)) * kernel)..][..(block * block * kernel)];
                int rows = Math.Min(block, outputs - o), columns = Math.Min(block, inputs - i) * kernel;
                if (rows < block || columns < row.Length)
                    cell.Clear();
                for (int bo = 0; bo < rows; bo++)
                {
                    int start = ((((o + bo) * inputs) + i) * kernel) * size;
                    TensorConversion.ToSingle(dtype, stored.Slice(start, columns * size), row.AsSpan(0, columns));
                    for (int j = 0; j < columns; j++)
                        cell[places[j] + bo] = row[j];
                }
            }
        }
    }

    /// <summary>Where the j-th number of a row (input by input, each with its kernel) goes inside a cell.</summary>
    private static int[] Places(int block, int kernel)
    {
        var places = new int[block * kernel];
        for (int j = 0; j < places.Length; j++)
            places[j] = (((j % kernel) * block) + (j / kernel)) * block;
        return places;
    }
}
