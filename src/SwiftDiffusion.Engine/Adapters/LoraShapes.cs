using SwiftDiffusion.Onnx.Safetensors;

namespace SwiftDiffusion.Engine.Adapters;

/// <summary>
/// The shapes that a layer's tensors may have. Trainers store a linear layer as a 1x1 convolution and the reverse; both are
/// the same matrix.
/// </summary>
internal static class LoraShapes
{
    /// <summary>What is wrong with the tensors of one target, or null. A valid down's first dimension is the rank.</summary>
    public static string? Problem(AdapterTarget target, TensorEntry down, TensorEntry up, TensorEntry? mid, int maxRank)
    {
        if (down.Shape.Length is not (2 or 4) || !IsDown(target, down, hasMid: mid is not null))
            return Mismatch(target, down, DownShapes(target, hasMid: mid is not null));
        long rank = down.Shape[0];
        if (rank == 0 || rank > maxRank)
            return $"'{down.Name}' has rank {rank}; expected 1 to {maxRank}";
        if (!Is(up, target.Out, rank) && !Is(up, target.Out, rank, 1, 1))
            return Mismatch(target, up, $"[{target.Out}, {rank}] or [{target.Out}, {rank}, 1, 1]");
        if (mid is not null && !Is(mid, rank, rank, target.KernelHeight, target.KernelWidth))
            return Mismatch(target, mid, $"[{rank}, {rank}, {target.KernelHeight}, {target.KernelWidth}]");
        return Array.Find([down, up, mid], tensor => tensor is not null && !IsFloatingPoint(tensor.Dtype)) is { } integer
            ? $"'{integer.Name}' holds {integer.Dtype}; expected F32, F16 or BF16" : null;
    }

    private static bool IsDown(AdapterTarget target, TensorEntry down, bool hasMid)
    {
        long rank = down.Shape[0];
        return hasMid
            ? Is(down, rank, target.In) || Is(down, rank, target.In, 1, 1)
            : Is(down, rank, target.Columns) || Is(down, rank, target.In, target.KernelHeight, target.KernelWidth);
    }

    private static string DownShapes(AdapterTarget target, bool hasMid) => hasMid
        ? $"[r, {target.In}, 1, 1] or [r, {target.In}]"
        : $"[r, {target.In}, {target.KernelHeight}, {target.KernelWidth}] or [r, {target.Columns}]";

    private static bool Is(TensorEntry tensor, params ReadOnlySpan<long> shape) => tensor.Shape.AsSpan().SequenceEqual(shape);

    private static string Mismatch(AdapterTarget target, TensorEntry tensor, string expected) =>
        $"'{tensor.Name}' is {tensor.ShapeText}; expected {expected} for target '{target.Path}' {target.ShapeText}";

    private static bool IsFloatingPoint(TensorDtype dtype) => dtype is TensorDtype.F32 or TensorDtype.F16 or TensorDtype.BF16 or TensorDtype.F64;
}
