using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SwiftDiffusion.Engine.Adapters;

/// <summary>
/// Merging: W' = W + scale * alpha/rank * up @ down. Convolutions are the same product over the weight seen as a matrix
/// [out, in * height * width].
/// </summary>
public static class LoraDelta
{
    // Four rows share each load of down, and eight sums are under way at once: the loop is bound by arithmetic, neither by loads nor by latency.
    private const int TileRows = 4;
    private static readonly int TileColumns = 2 * Vector<float>.Count;

    /// <summary>Adds the layer's delta to the whole weight, row-major [out, in * height * width].</summary>
    public static void AddTo(LoraLayer layer, float scale, Span<float> weight)
    {
        if (weight.Length != layer.Target.Out * layer.Target.Columns)
            throw new ArgumentException($"{weight.Length} values cannot be the weight {layer.Target.ShapeText} of '{layer.Target.Path}'.", nameof(weight));
        AddRows(layer, scale, firstRow: 0, weight);
    }

    /// <summary>Adds the delta to consecutive rows of the weight. Disjoint row ranges may be worked on by several threads at once.</summary>
    /// <param name="layer">The layer to merge.</param>
    /// <param name="scale">The request's scale of the adapter; 0 changes nothing.</param>
    /// <param name="firstRow">Row of the weight that <paramref name="rows"/> begins with.</param>
    /// <param name="rows">[count, in * height * width].</param>
    public static void AddRows(LoraLayer layer, float scale, int firstRow, Span<float> rows)
    {
        int columns = layer.Target.Columns;
        float factor = layer.Factor(scale);
        if (factor == 0)
            return;
        var up = layer.Up.Span.Slice(firstRow * layer.Rank, rows.Length / columns * layer.Rank);
        while (!rows.IsEmpty)
        {
            if (rows.Length >= TileRows * columns)
            {
                AddTile(rows[..(TileRows * columns)], up[..(TileRows * layer.Rank)], layer.Down.Span, factor);
                rows = rows[(TileRows * columns)..];
                up = up[(TileRows * layer.Rank)..];
            }
            else
            {
                AddRow(rows[..columns], up[..layer.Rank], layer.Down.Span, factor);
                rows = rows[columns..];
                up = up[layer.Rank..];
            }
        }
    }

    private static void AddRow(Span<float> row, ReadOnlySpan<float> up, ReadOnlySpan<float> down, float factor)
    {
        for (int r = 0; r < up.Length; r++)
            TensorPrimitives.MultiplyAdd(down.Slice(r * row.Length, row.Length), factor * up[r], row, row);
    }

    /// <param name="rows">[4, columns].</param>
    /// <param name="up">[4, rank].</param>
    /// <param name="down">[rank, columns].</param>
    /// <param name="factor">scale * alpha/rank.</param>
    private static void AddTile(Span<float> rows, ReadOnlySpan<float> up, ReadOnlySpan<float> down, float factor)
    {
        int columns = rows.Length / TileRows;
        int rank = up.Length / TileRows;
        int vectorised = columns - columns % TileColumns;
        for (int column = 0; column < vectorised; column += TileColumns)
            AddColumns(rows, up, down, factor, column);
        for (int column = vectorised; column < columns; column++)
        {
            for (int row = 0; row < TileRows; row++)
                rows[row * columns + column] += factor * DotColumn(up.Slice(row * rank, rank), down, columns, column);
        }
    }

    /// <summary>Two vectors of columns, four rows deep.</summary>
    private static void AddColumns(Span<float> rows, ReadOnlySpan<float> up, ReadOnlySpan<float> down, float factor, int column)
    {
        int columns = rows.Length / TileRows;
        int rank = up.Length / TileRows;
        Vector<float> left0 = default, left1 = default, left2 = default, left3 = default;
        Vector<float> right0 = default, right1 = default, right2 = default, right3 = default;
        ref float values = ref Unsafe.Add(ref MemoryMarshal.GetReference(down), column);
        ref float weights = ref MemoryMarshal.GetReference(up);
        for (int r = 0; r < rank; r++)
        {
            var left = Vector.LoadUnsafe(ref values, (nuint)(r * columns));
            var right = Vector.LoadUnsafe(ref values, (nuint)(r * columns + Vector<float>.Count));
            Accumulate(left, right, Unsafe.Add(ref weights, r), ref left0, ref right0);
            Accumulate(left, right, Unsafe.Add(ref weights, rank + r), ref left1, ref right1);
            Accumulate(left, right, Unsafe.Add(ref weights, 2 * rank + r), ref left2, ref right2);
            Accumulate(left, right, Unsafe.Add(ref weights, 3 * rank + r), ref left3, ref right3);
        }

        ref float start = ref Unsafe.Add(ref MemoryMarshal.GetReference(rows), column);
        Add(ref start, left0 * factor, right0 * factor);
        Add(ref Unsafe.Add(ref start, columns), left1 * factor, right1 * factor);
        Add(ref Unsafe.Add(ref start, 2 * columns), left2 * factor, right2 * factor);
        Add(ref Unsafe.Add(ref start, 3 * columns), left3 * factor, right3 * factor);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(Vector<float> left, Vector<float> right, float weight, ref Vector<float> leftSum, ref Vector<float> rightSum)
    {
        leftSum = Vector.FusedMultiplyAdd(left, Vector.Create(weight), leftSum);
        rightSum = Vector.FusedMultiplyAdd(right, Vector.Create(weight), rightSum);
    }

    private static void Add(ref float target, Vector<float> left, Vector<float> right)
    {
        (Vector.LoadUnsafe(ref target) + left).StoreUnsafe(ref target);
        (Vector.LoadUnsafe(ref target, (nuint)Vector<float>.Count) + right).StoreUnsafe(ref target, (nuint)Vector<float>.Count);
    }

    private static float DotColumn(ReadOnlySpan<float> up, ReadOnlySpan<float> down, int columns, int column)
    {
        float sum = 0;
        for (int r = 0; r < up.Length; r++)
            sum += up[r] * down[r * columns + column];
        return sum;
    }
}
