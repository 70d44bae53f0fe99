using System.Runtime.InteropServices;
using CsCheck;
using SwiftDiffusion.Onnx.Safetensors;
using Xunit;

namespace SwiftDiffusion.Onnx.Tests.Safetensors;

public sealed class TensorConversionTests
{
    [Theory]
    [InlineData(TensorDtype.F32, new byte[] { 0, 0, 0x20, 0xC0 }, -2.5f)]
    [InlineData(TensorDtype.F16, new byte[] { 0x00, 0xC1 }, -2.5f)]
    [InlineData(TensorDtype.BF16, new byte[] { 0x20, 0xC0 }, -2.5f)]
    [InlineData(TensorDtype.F64, new byte[] { 0, 0, 0, 0, 0, 0, 4, 0xC0 }, -2.5f)]
    [InlineData(TensorDtype.I64, new byte[] { 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF }, -2f)]
    [InlineData(TensorDtype.I32, new byte[] { 0xFE, 0xFF, 0xFF, 0xFF }, -2f)]
    [InlineData(TensorDtype.I16, new byte[] { 0xFE, 0xFF }, -2f)]
    [InlineData(TensorDtype.I8, new byte[] { 0xFE }, -2f)]
    [InlineData(TensorDtype.U8, new byte[] { 0xFE }, 254f)]
    [InlineData(TensorDtype.Bool, new byte[] { 1 }, 1f)]
    public void Every_type_widens_to_single(TensorDtype dtype, byte[] stored, float expected)
    {
        var widened = new float[1];

        TensorConversion.ToSingle(dtype, stored, widened);

        Assert.Equal(dtype.SizeBytes(), stored.Length);
        Assert.Equal([expected], widened);
    }

    [Fact]
    public void Bfloat16_keeps_the_upper_half_of_a_single() =>
        Gen.UShort.Array[0, 40].Sample(stored =>
        {
            var widened = new float[stored.Length];
            TensorConversion.ToSingle(TensorDtype.BF16, MemoryMarshal.AsBytes<ushort>(stored), widened);
            Assert.Equal(stored, widened.Select(value => (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)));
        }, iter: 200);

    [Fact]
    public void Half_keeps_infinity_and_not_a_number()
    {
        var widened = new float[3];

        TensorConversion.ToSingle(TensorDtype.F16, MemoryMarshal.AsBytes<Half>([Half.PositiveInfinity, Half.NaN, Half.Epsilon]), widened);

        Assert.Equal([float.PositiveInfinity, float.NaN, 5.9604645e-8f], widened);
    }
}
