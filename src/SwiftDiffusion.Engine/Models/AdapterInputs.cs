using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Onnx.Graphs;

namespace SwiftDiffusion.Engine.Models;

/// <summary>
/// The low-rank pairs of one set of adapters as graph inputs: per target down [1, in, r] and up [1, r, out], scale · alpha / rank folded into up.
/// Targets without one get rank 0. Thread-safe once its pairs are in.
/// </summary>
public sealed class AdapterInputs : IDisposable
{
    private readonly Dictionary<string, OrtValue> _values = [];
    private readonly Dictionary<(int Inputs, int Outputs), OrtValue> _empty = [];

    /// <summary>Stores the pair of a target.</summary>
    /// <param name="target">Module path.</param>
    /// <param name="down">[in, rank]</param>
    /// <param name="up">[rank, out]</param>
    /// <param name="rank">Common dimension.</param>
    public void Add(string target, ReadOnlySpan<float> down, ReadOnlySpan<float> up, int rank)
    {
        var slot = new AdapterSlot(target, down.Length / rank, up.Length / rank);
        _values.Add(slot.DownInput, Tensors.From(down, 1, slot.Inputs, rank));
        _values.Add(slot.UpInput, Tensors.From(up, 1, rank, slot.Outputs));
    }

    /// <summary>Rank of a slot's pair; 0 when there is none.</summary>
    public int RankOf(AdapterSlot slot) => _values.TryGetValue(slot.DownInput, out var down) ? (int)down.GetTensorTypeAndShape().Shape[2] : 0;

    /// <summary>Copies one side of a slot's pair into zeroed memory that has room for a larger rank.</summary>
    /// <param name="slot">A slot with a pair.</param>
    /// <param name="isDown">Down [in, rank], else up [rank, out].</param>
    /// <param name="rank">Rank that the target has room for.</param>
    /// <param name="target">[in, rank] or [rank, out].</param>
    public void CopyPadded(AdapterSlot slot, bool isDown, int rank, Span<float> target)
    {
        var values = _values[isDown ? slot.DownInput : slot.UpInput].GetTensorDataAsSpan<float>();
        int own = RankOf(slot);
        if (!isDown || own == rank)
        {
            values.CopyTo(target);
            return;
        }

        for (int row = 0; row < slot.Inputs; row++)
            values.Slice(row * own, own).CopyTo(target[(row * rank)..]);
    }

    /// <summary>Adds a value for both inputs of every slot of the graph.</summary>
    public void Bind(CompiledGraph graph, Dictionary<string, OrtValue> inputs)
    {
        foreach (var slot in graph.AdapterSlots)
        {
            inputs.Add(slot.DownInput, _values.GetValueOrDefault(slot.DownInput) ?? Empty(slot.Inputs, 0));
            inputs.Add(slot.UpInput, _values.GetValueOrDefault(slot.UpInput) ?? Empty(0, slot.Outputs));
        }
    }

    public void Dispose()
    {
        foreach (var value in _values.Values.Concat(_empty.Values))
            value.Dispose();
    }

    private OrtValue Empty(int inputs, int outputs)
    {
        lock (_empty)
        {
            if (!_empty.TryGetValue((inputs, outputs), out var value))
                _empty.Add((inputs, outputs), value = Tensors.Allocate(1, inputs, outputs));
            return value;
        }
    }
}
