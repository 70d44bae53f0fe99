using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Onnx.Components;

namespace SwiftDiffusion.Engine.Models;

/// <summary>What ControlNet branches add to the UNet's skips and middle; several branches sum.</summary>
public sealed class Residuals : IDisposable
{
    private readonly IReadOnlyList<string> _names;
    private readonly Func<string, OrtValue> _value;
    private readonly Action _free;

    private readonly Outputs? _outputs;

    internal Residuals(Outputs outputs)
    {
        _outputs = outputs;
        _names = outputs.Names;
        _value = name => outputs[name];
        _free = outputs.Dispose;
    }

    private Residuals(Dictionary<string, OrtValue> tensors)
    {
        _names = [.. tensors.Keys];
        _value = name => tensors[name];
        _free = () =>
        {
            foreach (var tensor in tensors.Values)
                tensor.Dispose();
        };
    }

    /// <summary>These residuals on another device; to be called instead of <see cref="Dispose"/>, on what a ControlNet made.</summary>
    public async ValueTask<Residuals> MoveAsync(IDeviceLink link) => new(await link.MoveAsync(_outputs!, CancellationToken.None).ConfigureAwait(false));

    /// <summary>Zeros of the same shapes, for that many rows.</summary>
    public Residuals EmptyFor(int rows)
    {
        var zeros = new Dictionary<string, OrtValue>();
        foreach (string name in _names)
        {
            var tensor = Tensors.Allocate([rows, .. _value(name).GetTensorTypeAndShape().Shape[1..]]);
            tensor.GetTensorMutableDataAsSpan<float>().Clear();
            zeros.Add(name, tensor);
        }

        return new Residuals(zeros);
    }

    /// <summary>Adds another branch's residuals to these, in place: its row i to row <paramref name="rows"/>[i].</summary>
    public void AddRows(Residuals other, ReadOnlySpan<int> rows) => AddRows(other, firstRow: 0, rows);

    /// <summary>Adds some of another branch's rows to these, in place: its row <paramref name="firstRow"/> + i to row <paramref name="rows"/>[i].</summary>
    public void AddRows(Residuals other, int firstRow, ReadOnlySpan<int> rows)
    {
        foreach (string name in _names)
        {
            var sum = _value(name).GetTensorMutableDataAsSpan<float>();
            var tensor = other._value(name);
            var added = tensor.GetTensorDataAsSpan<float>();
            int row = added.Length / (int)tensor.GetTensorTypeAndShape().Shape[0];
            for (int i = 0; i < rows.Length; i++)
            {
                var target = sum.Slice(rows[i] * row, row);
                TensorPrimitives.Add(target, added.Slice((firstRow + i) * row, row), target);
            }
        }
    }

    /// <summary>Names every residual as an input of "unet.up".</summary>
    public void Bind(Dictionary<string, OrtValue> inputs)
    {
        foreach (string name in _names)
            inputs.Add(name, _value(name));
    }

    /// <summary>A residual by its index, or the middle's by null.</summary>
    public OrtValue this[int? index] => _value(index is { } i ? UNetGraphs.Residual(i) : "residual_mid");

    public void Dispose() => _free();
}
