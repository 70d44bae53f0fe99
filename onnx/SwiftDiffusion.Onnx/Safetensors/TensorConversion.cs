using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace SwiftDiffusion.Onnx.Safetensors;

/// <summary>Widening of stored elements to single precision.</summary>
public static class TensorConversion
{
    /// <summary>Converts <paramref name="source"/> (elements of <paramref name="dtype"/>, little-endian) into <paramref name="target"/>.</summary>
    public static void ToSingle(TensorDtype dtype, ReadOnlySpan<byte> source, Span<float> target)
    {
        switch (dtype)
        {
            case TensorDtype.F32:
                source.CopyTo(MemoryMarshal.AsBytes(target));
                break;
            case TensorDtype.F16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(source), target);
                break;
            case TensorDtype.BF16:
                WidenBFloat16(MemoryMarshal.Cast<byte, ushort>(source), target);
                break;
            case TensorDtype.F64:
                TensorPrimitives.ConvertTruncating<double, float>(MemoryMarshal.Cast<byte, double>(source), target);
                break;
            case TensorDtype.I64:
                TensorPrimitives.ConvertTruncating<long, float>(MemoryMarshal.Cast<byte, long>(source), target);
                break;
            case TensorDtype.I32:
                TensorPrimitives.ConvertTruncating<int, float>(MemoryMarshal.Cast<byte, int>(source), target);
                break;
            case TensorDtype.I16:
                TensorPrimitives.ConvertTruncating<short, float>(MemoryMarshal.Cast<byte, short>(source), target);
                break;
            case TensorDtype.I8:
                TensorPrimitives.ConvertTruncating<sbyte, float>(MemoryMarshal.Cast<byte, sbyte>(source), target);
                break;
            default:
                TensorPrimitives.ConvertTruncating<byte, float>(source, target);
                break;
        }
    }

    /// <summary>A bfloat16 is the upper half of a single: shifting it up is the whole conversion.</summary>
    private static void WidenBFloat16(ReadOnlySpan<ushort> source, Span<float> target)
    {
        var bits = MemoryMarshal.Cast<float, uint>(target);
        TensorPrimitives.ConvertTruncating<ushort, uint>(source, bits);
        TensorPrimitives.ShiftLeft(bits, 16, bits);
    }
}
