using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Engine.NoiseSchedulers;

namespace SwiftDiffusion.Engine.Verification;

/// <summary>
/// Collects what the engine does, image by image, and lays it out as the reference recorded it: per call all images' unconditional rows, then all
/// conditional ones.
/// </summary>
internal sealed class PipelineRecording : IStepObserver
{
    /// <summary>Difference allowed on anything that has been through the denoising loop, relative like the other tolerances.</summary>
    private const double LoopTolerance = 2e-3;
    private const double MinPictureDecibels = 50;

    private static readonly HashSet<string> Untouched = ["timesteps", "sigmas", "unet_timesteps", "prompt_embeds", "negative_prompt_embeds", "pooled_prompt_embeds", "negative_pooled_prompt_embeds", "mask_latent"];
    private readonly Dictionary<string, List<float[]>> _perImage = [];
    private readonly List<List<float[]>> _inputs = [];
    private readonly List<List<float[]>> _outputs = [];
    private readonly List<List<float[]>> _latents = [];
    private readonly List<float> _unetTimesteps = [];
    private float[] _timesteps = [];
    private float[] _sigmas = [];
    private float[] _mask = [];
    private int _rows;

    public void Begin(Sequence sequence, NoiseScheduler scheduler)
    {
        _timesteps = scheduler.Timesteps.ToArray();
        _sigmas = scheduler.Sigmas.ToArray();
        _mask = sequence.Repainting?.Mask ?? [];
        _rows = sequence.Conditions.Rows;
        _unetTimesteps.Clear();
        _inputs.Add([]);
        _outputs.Add([]);
        _latents.Add([]);
        Embeddings(sequence.Conditions.Context, "prompt_embeds");
        if (sequence.Conditions.Added is { } added)
            Embeddings(added.PooledPrompt, "pooled_prompt_embeds");
    }

    public void Evaluated(ReadOnlySpan<float> input, float timestep, ReadOnlySpan<float> output)
    {
        _inputs[^1].Add(input.ToArray());
        _outputs[^1].Add(output.ToArray());
        _unetTimesteps.Add(timestep);
    }

    public void Stepped(Sequence sequence) => _latents[^1].Add((float[])sequence.Latents.Clone());

    public void End(Sequence sequence, ModelParts parts, RunOptions options)
    {
        var (channels, height, width) = sequence.Shape;
        var scaled = (float[])sequence.Latents.Clone();
        LinearCombination.Scale(scaled, 1 / parts.Bundle.Vae.LatentScalingFactor);
        using var latents = Tensors.From(scaled, 1, channels, height, width);
        using var decoded = parts.Vae.Decode(latents, options);
        float[] image = decoded.Floats("image").ToArray();
        Add("final_latents", (float[])sequence.Latents.Clone());
        Add("decode_in", scaled);
        Add("decode_out", image);
        Add("image", [.. image.Select(value => Math.Clamp((value / 2) + 0.5f, 0f, 1f))]);
    }

    public IEnumerable<TensorCheck> Compare(GoldenCase golden, double tolerance)
    {
        foreach (string name in golden.TensorNames.Order(StringComparer.Ordinal))
        {
            if (Actual(name) is not { } actual)
                continue;
            yield return name == "image"
                ? TensorCheck.Picture(name, golden.Floats(name), actual, MinPictureDecibels)
                : TensorCheck.Close(name, golden.Floats(name), actual, Untouched.Contains(name) ? tolerance : LoopTolerance);
        }
    }

    private float[]? Actual(string name) => name switch
    {
        "timesteps" => _timesteps,
        "sigmas" => _sigmas,
        "unet_timesteps" => [.. _unetTimesteps],
        "mask_latent" => _mask,
        "unet_in" => ByRow(_inputs),
        "unet_out" => ByRow(_outputs),
        "latents_per_step" => [.. Enumerable.Range(0, _latents[0].Count).SelectMany(call => _latents.SelectMany(image => image[call]))],
        _ => _perImage.TryGetValue(name, out var images) ? [.. images.SelectMany(values => values)] : null,
    };

    /// <summary>[image][call][rows, …] to [call, row, image, …].</summary>
    private float[] ByRow(List<List<float[]>> images)
    {
        int row = images[0][0].Length / _rows;
        return
        [
            .. Enumerable.Range(0, images[0].Count).SelectMany(
                call => Enumerable.Range(0, _rows).SelectMany(r => images.SelectMany(image => image[call][(r * row)..((r + 1) * row)]))),
        ];
    }

    private void Embeddings(OrtValue rows, string name)
    {
        var values = rows.GetTensorDataAsSpan<float>();
        int row = values.Length / _rows;
        Add(name, values[^row..].ToArray());
        if (_rows == 2)
            Add($"negative_{name}", values[..row].ToArray());
    }

    private void Add(string name, float[] values)
    {
        if (!_perImage.TryGetValue(name, out var images))
            _perImage.Add(name, images = []);
        images.Add(values);
    }
}
