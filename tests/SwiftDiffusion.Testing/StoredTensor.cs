using System.Runtime.InteropServices;
using SwiftDiffusion.Onnx.Safetensors;

namespace SwiftDiffusion.Testing;

/// <summary>A tensor to write into a safetensors file; the values are stored as <paramref name="Dtype"/>.</summary>
public sealed record StoredTensor(string Name, long[] Shape, float[] Values, TensorDtype Dtype = TensorDtype.F32)
{
    /// <summary>The element type as the format spells it.</summary>
    public string DtypeText => Dtype == TensorDtype.Bool ? "BOOL" : Dtype.ToString();

    /// <summary>The values, little-endian; bfloat16 is cut off, not rounded.</summary>
    public byte[] ToBytes() => Dtype switch
    {
        TensorDtype.F32 => MemoryMarshal.AsBytes<float>(Values).ToArray(),
        TensorDtype.F16 => MemoryMarshal.AsBytes<Half>(Array.ConvertAll(Values, value => (Half)value)).ToArray(),
        TensorDtype.BF16 => MemoryMarshal.AsBytes<ushort>(Array.ConvertAll(Values, value => (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16))).ToArray(),
        TensorDtype.I64 => MemoryMarshal.AsBytes<long>(Array.ConvertAll(Values, value => (long)value)).ToArray(),
        TensorDtype.I32 => MemoryMarshal.AsBytes<int>(Array.ConvertAll(Values, value => (int)value)).ToArray(),
        _ => Array.ConvertAll(Values, value => (byte)value),
    };

    /// <summary>The same tensor in single precision, holding what is left of the values after being stored as <see cref="Dtype"/>.</summary>
    public StoredTensor Widened()
    {
        var values = new float[Values.Length];
        TensorConversion.ToSingle(Dtype, ToBytes(), values);
        return this with { Values = values, Dtype = TensorDtype.F32 };
    }
}
