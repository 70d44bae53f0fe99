using System.Collections.Immutable;
using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Models;

namespace SwiftDiffusion.Engine.Denoising;

/// <summary>
/// The sequences that step together and the tensors that stay the same from step to step while they do: prompt embeddings, added conditions and
/// adapters, one row after the other, a sequence's rows side by side. Made again when a sequence joins, leaves or attaches an adapter.
/// </summary>
public sealed class StepBatch : IDisposable
{
    private readonly List<OrtValue> _owned = [];

    /// <param name="sequences">At least one; all with the same <see cref="BatchKey"/>.</param>
    public StepBatch(IReadOnlyList<Sequence> sequences)
    {
        Sequences = [.. sequences];
        FirstRows = [.. Sequences.Select((_, i) => Sequences.Take(i).Sum(s => s.Conditions.Rows))];
        Rows = Sequences.Sum(sequence => sequence.Conditions.Rows);
        Context = Join(conditions => conditions.Context);
        Added = Sequences[0].Conditions.Added is null ? null
            : new AddedConditions(Join(conditions => conditions.Added!.PooledPrompt), Join(conditions => conditions.Added!.SizeIds));
        Adapters = AdapterRows.Join(Sequences);
    }

    public ImmutableArray<Sequence> Sequences { get; }

    /// <summary>Per sequence the index of its first row.</summary>
    public ImmutableArray<int> FirstRows { get; }

    public int Rows { get; }

    /// <summary>[rows, tokens, width]</summary>
    public OrtValue Context { get; }

    public AddedConditions? Added { get; }

    /// <summary>Low-rank pairs per row, or null when no sequence has adapters.</summary>
    public AdapterRows? Adapters { get; }

    /// <summary>Whether the batch still describes these sequences as they are.</summary>
    public bool Holds(IReadOnlyList<Sequence> sequences) =>
        Sequences.AsSpan().SequenceEqual([.. sequences]) && (Adapters is null ? sequences.All(s => s.Adapters is null) : Adapters.Holds(sequences));

    public void Dispose()
    {
        _owned.ForEach(tensor => tensor.Dispose());
        Adapters?.Dispose();
    }

    /// <summary>One sequence's own tensor, or all sequences' below one another.</summary>
    private OrtValue Join(Func<Conditions, OrtValue> part)
    {
        var parts = Sequences.Select(sequence => part(sequence.Conditions)).ToArray();
        if (parts.Length == 1)
            return parts[0];
        var joined = Tensors.StackRows(parts);
        _owned.Add(joined);
        return joined;
    }
}
