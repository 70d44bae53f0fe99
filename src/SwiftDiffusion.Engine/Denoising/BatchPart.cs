using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Models;

namespace SwiftDiffusion.Engine.Denoising;

/// <summary>
/// A range of a batch's rows with the tensors that stay the same from step to step: prompt embeddings, added conditions and adapters, one row after the
/// other.
/// </summary>
public sealed class BatchPart : IDisposable
{
    private readonly List<OrtValue> _owned = [];

    internal BatchPart(StepBatch batch, int firstRow, int rows)
    {
        FirstRow = firstRow;
        Rows = rows;
        // Sequences that have rows here, with the range of their rows.
        var inside = batch.Sequences.Select((sequence, i) => Slice.Of(sequence, batch.FirstRows[i], firstRow, rows)).Where(slice => slice.Rows > 0).ToArray();
        Context = Join(inside, conditions => conditions.Context);
        Added = batch.Sequences[0].Conditions.Added is null ? null
            : new AddedConditions(Join(inside, conditions => conditions.Added!.PooledPrompt), Join(inside, conditions => conditions.Added!.SizeIds));
        Adapters = AdapterRows.Join([.. inside.Select(slice => (slice.Sequence.Adapters, slice.Rows))]);
    }

    /// <summary>First row of the batch.</summary>
    public int FirstRow { get; }

    public int Rows { get; }

    /// <summary>[rows, tokens, width]</summary>
    public OrtValue Context { get; }

    public AddedConditions? Added { get; }

    /// <summary>Low-rank pairs per row, or null when no row has adapters.</summary>
    public AdapterRows? Adapters { get; }

    public void Dispose()
    {
        _owned.ForEach(tensor => tensor.Dispose());
        Adapters?.Dispose();
    }

    /// <summary>One sequence's own tensor, or all rows below one another.</summary>
    private OrtValue Join(Slice[] inside, Func<Conditions, OrtValue> part)
    {
        if (inside is [var only] && only.Rows == only.Sequence.Conditions.Rows)
            return part(only.Sequence.Conditions);
        var slices = inside.Select(slice => Tensors.SelectRows(part(slice.Sequence.Conditions), [.. Enumerable.Range(slice.First, slice.Rows)])).ToArray();
        var joined = slices.Length == 1 ? slices[0] : Tensors.StackRows(slices);
        _owned.AddRange(slices.Length == 1 ? [joined] : [.. slices, joined]);
        return joined;
    }

    /// <summary>Rows of a sequence, counted within it.</summary>
    private readonly record struct Slice(Sequence Sequence, int First, int Rows)
    {
        public static Slice Of(Sequence sequence, int sequenceFirst, int partFirst, int partRows)
        {
            int first = Math.Max(0, partFirst - sequenceFirst), end = Math.Min(sequence.Conditions.Rows, partFirst + partRows - sequenceFirst);
            return new Slice(sequence, first, Math.Max(0, end - first));
        }
    }
}
