using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;

namespace SwiftDiffusion.Engine.Models;

/// <summary>The inputs of one UNet evaluation, one row per batch line. Owned by whoever made it.</summary>
/// <param name="Sample">[rows, C, h, w]</param>
/// <param name="Timestep">[rows]</param>
/// <param name="Context">Prompt embeddings [rows, tokens, width].</param>
/// <param name="Added">SDXL's added conditions, else null.</param>
public sealed record UNetInputs(OrtValue Sample, OrtValue Timestep, OrtValue Context, AddedConditions? Added)
{
    /// <summary>The inputs by their names in "unet.down" and "controlnet.branch".</summary>
    public Dictionary<string, OrtValue> ByName()
    {
        var inputs = new Dictionary<string, OrtValue> { ["sample"] = Sample, ["timestep"] = Timestep, ["encoder_hidden_states"] = Context };
        if (Added is not null)
        {
            inputs.Add("text_embeds", Added.PooledPrompt);
            inputs.Add("time_ids", Added.SizeIds);
        }

        return inputs;
    }

    /// <summary>Copies of some rows, for a network that only they need.</summary>
    public OwnedUNetInputs SelectRows(ReadOnlySpan<int> rows) => new(new UNetInputs(
        Tensors.SelectRows(Sample, rows), Tensors.SelectRows(Timestep, rows), Tensors.SelectRows(Context, rows),
        Added is null ? null : new AddedConditions(Tensors.SelectRows(Added.PooledPrompt, rows), Tensors.SelectRows(Added.SizeIds, rows))));
}

/// <summary>Inputs that were made for one run and are freed after it.</summary>
public sealed record OwnedUNetInputs(UNetInputs Values) : IDisposable
{
    public void Dispose()
    {
        foreach (var tensor in Values.ByName().Values)
            tensor.Dispose();
    }
}

/// <summary>SDXL: pooled prompt embeddings [rows, width] and [rows, 6] original size, crop and target size (height before width).</summary>
public sealed record AddedConditions(OrtValue PooledPrompt, OrtValue SizeIds);
