using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace SwiftDiffusion.Benchmarks.FullSize;

/// <summary>Writes a safetensors file of random numbers, in parallel.</summary>
internal static class RandomWeights
{
    private const int ChunkCount = 1 << 20;

    /// <summary>Writes the tensors in order; the values depend on the tensor's place only.</summary>
    public static void Write(string path, IReadOnlyList<RandomTensor> tensors, bool half)
    {
        int elementSize = half ? 2 : 4;
        byte[] header = Header(tensors, half ? "F16" : "F32", elementSize);
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.None, header.Length + tensors.Sum(t => t.Count * elementSize));
        RandomAccess.Write(file, header, 0);
        Parallel.ForEach(Chunks(tensors), chunk =>
        {
            var values = new float[chunk.Count];
            FillChunk(values, chunk.Tensor, (ulong)chunk.Start + 1);
            long offset = header.Length + (chunk.Start * elementSize);
            RandomAccess.Write(file, half ? Narrow(values) : MemoryMarshal.AsBytes(values.AsSpan()), offset);
        });
    }

    private static IEnumerable<(RandomTensor Tensor, long Start, int Count)> Chunks(IReadOnlyList<RandomTensor> tensors)
    {
        long start = 0;
        foreach (var tensor in tensors)
        {
            for (long done = 0; done < tensor.Count; done += ChunkCount)
                yield return (tensor, start + done, (int)Math.Min(ChunkCount, tensor.Count - done));
            start += tensor.Count;
        }
    }

    private static byte[] Header(IReadOnlyList<RandomTensor> tensors, string dtype, int elementSize)
    {
        var entries = new Dictionary<string, object>();
        long offset = 0;
        foreach (var tensor in tensors)
        {
            long end = offset + (tensor.Count * elementSize);
            entries.Add(tensor.Name, new { dtype, shape = tensor.Shape, data_offsets = new[] { offset, end } });
            offset = end;
        }

        byte[] json = JsonSerializer.SerializeToUtf8Bytes(entries);
        // Padded with blanks, so that the data begins on a multiple of eight bytes.
        var header = new byte[8 + ((json.Length + 7) / 8 * 8)];
        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - 8);
        header.AsSpan(8).Fill((byte)' ');
        json.CopyTo(header.AsSpan(8));
        return header;
    }

    /// <summary>Uniform multiples of scale · 2^-24 (never subnormal), from a 64-bit linear congruential generator (Knuth's MMIX).</summary>
    private static void FillChunk(Span<float> values, RandomTensor tensor, ulong seed)
    {
        if (tensor.Fill == Fill.Ones)
        {
            values.Fill(1f);
            return;
        }

        long inputs = tensor.Count / tensor.Shape[0];
        // A uniform number in [-a, a] has variance a²/3.
        float scale = tensor.Fill == Fill.Bias ? 0.02f : MathF.Sqrt(3f / inputs);
        ulong state = seed * 0x9E3779B97F4A7C15;
        foreach (ref float value in values)
        {
            state = (state * 6364136223846793005) + 1442695040888963407;
            value = ((int)(state >> 39) - (1 << 24)) * (scale / (1 << 24));
        }
    }

    private static ReadOnlySpan<byte> Narrow(float[] values)
    {
        var halves = new Half[values.Length];
        TensorPrimitives.ConvertToHalf(values, halves);
        return MemoryMarshal.AsBytes(halves.AsSpan());
    }
}
