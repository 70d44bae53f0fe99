using System.Numerics.Tensors;

namespace SwiftDiffusion.Engine.Adapters;

/// <summary>
/// Several adapters on one target as a single one: sum of factor_a * up_a @ down_a = [factor_1 * up_1 | factor_2 * up_2 | …] @ [down_1; down_2; …].
/// The result is laid out for x @ down @ up, the order in which a graph applies it to rows.
/// </summary>
public static class RankConcatenation
{
    /// <summary>Concatenates the layers along their ranks, in the order given; those with scale 0 take no part.</summary>
    /// <param name="target">A linear or pointwise target.</param>
    /// <param name="layers">Layers of that target; none gives rank 0.</param>
    /// <exception cref="ArgumentException">The target is a convolution, or a layer belongs to another target.</exception>
    public static ConcatenatedRank Concatenate(AdapterTarget target, IReadOnlyCollection<ScaledLayer> layers)
    {
        if (target.Kind == TargetKind.Convolution)
            throw new ArgumentException($"'{target.Path}' is a convolution; its adapters are merged into the weight.", nameof(target));
        if (layers.FirstOrDefault(scaled => scaled.Layer.Target != target).Layer is { } stranger)
            throw new ArgumentException($"A layer of '{stranger.Target.Path}' cannot join '{target.Path}'.", nameof(layers));
        var active = layers.Where(scaled => scaled.Layer.Factor(scaled.Scale) != 0).ToArray();
        int rank = active.Sum(scaled => scaled.Layer.Rank);
        var down = new float[target.In * rank];
        var up = new float[rank * target.Out];
        int first = 0;
        foreach (var (layer, scale) in active)
        {
            // [r, in] becomes columns first…first+r of [in, R]
            Transpose(layer.Down.Span, layer.Rank, target.In, down.AsSpan(first), stride: rank);
            // [out, r] becomes rows first…first+r of [R, out]
            var rows = up.AsSpan(first * target.Out, layer.Rank * target.Out);
            Transpose(layer.Up.Span, target.Out, layer.Rank, rows, stride: target.Out);
            TensorPrimitives.Multiply(rows, layer.Factor(scale), rows);
            first += layer.Rank;
        }

        return new(target, rank, down, up);
    }

    /// <summary>Writes [rows, columns] as [columns, rows] with <paramref name="stride"/> values between the rows of the result.</summary>
    private static void Transpose(ReadOnlySpan<float> source, int rows, int columns, Span<float> result, int stride)
    {
        for (int row = 0; row < rows; row++)
        {
            var values = source.Slice(row * columns, columns);
            for (int column = 0; column < columns; column++)
                result[column * stride + row] = values[column];
        }
    }
}
