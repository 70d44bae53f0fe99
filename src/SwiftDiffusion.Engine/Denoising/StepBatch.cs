using System.Collections.Immutable;
using SwiftDiffusion.Engine.Models;

namespace SwiftDiffusion.Engine.Denoising;

/// <summary>
/// The sequences that step together and what stays the same from step to step while they do. Made again when a sequence joins, leaves or attaches an
/// adapter.
/// </summary>
public sealed class StepBatch : IDisposable
{
    private readonly Dictionary<(int FirstRow, int Rows), BatchPart> _parts = [];
    private readonly ImmutableArray<AdapterInputs?> _adapters;

    /// <param name="sequences">At least one; all with the same <see cref="BatchKey"/>.</param>
    public StepBatch(IReadOnlyList<Sequence> sequences)
    {
        Sequences = [.. sequences];
        FirstRows = [.. Sequences.Select((_, i) => Sequences.Take(i).Sum(s => s.Conditions.Rows))];
        Rows = Sequences.Sum(sequence => sequence.Conditions.Rows);
        _adapters = [.. Sequences.Select(sequence => sequence.Adapters)];
    }

    public ImmutableArray<Sequence> Sequences { get; }

    /// <summary>Per sequence the index of its first row.</summary>
    public ImmutableArray<int> FirstRows { get; }

    public int Rows { get; }

    /// <summary>Whether a sequence has low-rank pairs.</summary>
    public bool HasAdapters => _adapters.Any(adapters => adapters is not null);

    /// <summary>Whether the batch still describes these sequences as they are.</summary>
    public bool Holds(IReadOnlyList<Sequence> sequences) =>
        Sequences.AsSpan().SequenceEqual([.. sequences]) && sequences.Select(sequence => sequence.Adapters).SequenceEqual(_adapters);

    /// <summary>A range of rows; it stays the batch's.</summary>
    public BatchPart Part(int firstRow, int rows)
    {
        if (!_parts.TryGetValue((firstRow, rows), out var part))
            _parts.Add((firstRow, rows), part = new BatchPart(this, firstRow, rows));
        return part;
    }

    public void Dispose()
    {
        foreach (var part in _parts.Values)
            part.Dispose();
    }
}
