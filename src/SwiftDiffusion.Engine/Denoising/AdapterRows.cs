using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Onnx.Graphs;

namespace SwiftDiffusion.Engine.Denoising;

/// <summary>
/// The adapters of a batch as graph inputs. When all sequences have the same ones, a single pair serves every row; else each row has its own, padded
/// with zeros to the largest rank.
/// </summary>
public sealed class AdapterRows : IDisposable
{
    private readonly AdapterInputs?[] _perSequence;
    private readonly int[] _rows;
    private readonly bool _isShared;
    private readonly Dictionary<string, OrtValue> _stacked = [];

    private AdapterRows(AdapterInputs?[] perSequence, int[] rows)
    {
        _perSequence = perSequence;
        _rows = rows;
        _isShared = perSequence.All(inputs => ReferenceEquals(inputs, perSequence[0]));
    }

    /// <summary>The same adapters for every row.</summary>
    public static AdapterRows Shared(AdapterInputs inputs) => new([inputs], [1]);

    /// <summary>Some rows of each sequence below one another; null when none has adapters.</summary>
    public static AdapterRows? Join(IReadOnlyList<(AdapterInputs? Adapters, int Rows)> sequences) => sequences.All(s => s.Adapters is null)
        ? null : new AdapterRows([.. sequences.Select(s => s.Adapters)], [.. sequences.Select(s => s.Rows)]);

    /// <summary>Adds a value for both inputs of every slot of the graph.</summary>
    public void Bind(CompiledGraph graph, Dictionary<string, OrtValue> inputs)
    {
        if (_isShared)
        {
            _perSequence[0]!.Bind(graph, inputs);
            return;
        }

        foreach (var slot in graph.AdapterSlots)
        {
            inputs.Add(slot.DownInput, Stacked(slot, slot.DownInput, isDown: true));
            inputs.Add(slot.UpInput, Stacked(slot, slot.UpInput, isDown: false));
        }
    }

    public void Dispose()
    {
        foreach (var tensor in _stacked.Values)
            tensor.Dispose();
    }

    private OrtValue Stacked(AdapterSlot slot, string name, bool isDown)
    {
        if (_stacked.TryGetValue(name, out var known))
            return known;
        int rank = _perSequence.Max(inputs => inputs?.RankOf(slot) ?? 0);
        int size = (isDown ? slot.Inputs : slot.Outputs) * rank;
        var stacked = isDown ? Tensors.Allocate(_rows.Sum(), slot.Inputs, rank) : Tensors.Allocate(_rows.Sum(), rank, slot.Outputs);
        var values = stacked.GetTensorMutableDataAsSpan<float>();
        values.Clear();
        int row = 0;
        for (int i = 0; i < _perSequence.Length; i++)
        {
            for (int r = 0; r < _rows[i]; r++, row++)
            {
                if (_perSequence[i] is { } inputs && inputs.RankOf(slot) > 0)
                    inputs.CopyPadded(slot, isDown, rank, values.Slice(row * size, size));
            }
        }

        _stacked.Add(name, stacked);
        return stacked;
    }
}
