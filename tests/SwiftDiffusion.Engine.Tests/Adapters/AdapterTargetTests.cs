using SwiftDiffusion.Engine.Adapters;
using SwiftDiffusion.Onnx.Safetensors;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Adapters;

public sealed class AdapterTargetTests
{
    [Theory]
    [InlineData(new long[] { 320, 64 }, TargetKind.Linear, 64, "[320, 64]")]
    [InlineData(new long[] { 320, 64, 1, 1 }, TargetKind.Pointwise, 64, "[320, 64, 1, 1]")]
    [InlineData(new long[] { 320, 64, 3, 3 }, TargetKind.Convolution, 576, "[320, 64, 3, 3]")]
    [InlineData(new long[] { 320, 64, 1, 3 }, TargetKind.Convolution, 192, "[320, 64, 1, 3]")]
    public void Kind_and_columns_follow_from_the_shape(long[] shape, TargetKind kind, int columns, string text)
    {
        var target = AdapterTarget.FromWeight(AdapterComponent.UNet, Catalogs.Weight("a.b", shape))!;

        Assert.Equal(("a.b", kind, columns, text), (target.Path, target.Kind, target.Columns, target.ShapeText));
    }

    [Theory]
    [InlineData("norm.weight", new long[] { 320 })]
    [InlineData("to_q.bias", new long[] { 320, 320 })]
    [InlineData("odd.weight", new long[] { 2, 3, 4 })]
    [InlineData("empty.weight", new long[] { 0, 4 })]
    [InlineData("endless.weight", new long[] { 65536, 65536 })]
    public void Other_tensors_are_no_targets(string name, long[] shape)
    {
        long size = sizeof(float) * shape.Aggregate(1L, (a, b) => a * b);

        Assert.Null(AdapterTarget.FromWeight(AdapterComponent.UNet, new TensorEntry(name, TensorDtype.F32, [.. shape], 0, size)));
    }
}
