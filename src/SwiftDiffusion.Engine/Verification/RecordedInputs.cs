using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Models;

namespace SwiftDiffusion.Engine.Verification;

/// <summary>The inputs that a UNet or ControlNet case records, as tensors.</summary>
internal sealed class RecordedInputs : IDisposable
{
    private readonly List<OrtValue> _owned = [];

    public RecordedInputs(GoldenCase golden, bool hasAddedConditions)
    {
        int rows = (int)golden.Shape("sample")[0];
        // A recorded timestep is a scalar for all rows or one per row.
        float[] timesteps = golden.Floats("timestep");
        var perRow = timesteps.Length == rows ? timesteps : [.. Enumerable.Repeat(timesteps[0], rows)];
        Values = new UNetInputs(
            Recorded(golden, "sample"),
            Own(Tensors.From(perRow, rows)),
            Recorded(golden, "encoder_hidden_states"),
            hasAddedConditions ? new AddedConditions(Recorded(golden, "text_embeds"), Recorded(golden, "time_ids")) : null);
    }

    public UNetInputs Values { get; }

    public void Dispose() => _owned.ForEach(value => value.Dispose());

    private OrtValue Recorded(GoldenCase golden, string name) => Own(Tensors.From(golden.Floats(name), golden.Shape(name)));

    private OrtValue Own(OrtValue value)
    {
        _owned.Add(value);
        return value;
    }
}
