using Microsoft.ML.OnnxRuntime;

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
}

/// <summary>SDXL: pooled prompt embeddings [rows, width] and [rows, 6] original size, crop and target size (height before width).</summary>
public sealed record AddedConditions(OrtValue PooledPrompt, OrtValue SizeIds);
