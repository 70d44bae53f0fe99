using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Adapters;
using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.Images;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Engine.NoiseSchedulers;
using SwiftDiffusion.Engine.Prompts;
using SwiftDiffusion.Onnx;
using SwiftDiffusion.Onnx.Bundles;

namespace SwiftDiffusion.Engine.Verification;

/// <summary>
/// Whole pipelines, replayed with the recorded random numbers through the engine's own sequence, loop and decoder. Each image of a case is a sequence
/// of its own here, where the reference ran them as one batch.
/// </summary>
internal sealed class PipelineCase : IDisposable
{
    private readonly GoldenCase _golden;
    private readonly Device _device;
    private readonly ModelBundle _bundle;
    private readonly ModelReplicas _model;
    private readonly ModelParts _parts;
    private readonly AttachedAdapters _adapters;
    private readonly List<ControlNetReplicas> _controlNets = [];
    private readonly PipelineRecording _recording = new();
    private readonly DenoisingLoop _loop;

    private PipelineCase(GoldenCase golden, Device device)
    {
        _golden = golden;
        _device = device;
        _loop = new DenoisingLoop(StepSite.Alone(device, TimeProvider.System), maxRows: 2);
        _bundle = ModelBundle.Open(golden.Resolve(golden.Text("model")!));
        _model = new ModelReplicas(_bundle);
        _parts = _model.On(device);
        _adapters = AttachedAdapters.Resolve(new AdapterStack(Loras()), _model, device);
        if (golden.Json.TryGetProperty("controlnets", out var controlNets))
            _controlNets.AddRange(controlNets.EnumerateArray().Select(entry => new ControlNetReplicas(ControlNetBundle.Open(golden.Resolve(entry.GetProperty("model").GetString()!)))));
    }

    public static IEnumerable<TensorCheck> Run(GoldenCase golden, double tolerance, Device device)
    {
        using var run = new PipelineCase(golden, device);
        var prompts = Texts(golden, "prompt") ?? throw new ModelFormatException(golden.Folder, "case has no prompt; expected a text or a list of texts in args");
        var negatives = Texts(golden, "negative_prompt");
        int perPrompt = (int)golden.Number("num_images_per_prompt", 1);
        for (int image = 0; image < prompts.Length * perPrompt; image++)
            run.Generate(prompts[image / perPrompt], negatives?[image / perPrompt], image);
        return [.. run._recording.Compare(golden, tolerance), .. TokenIds(golden, run._bundle, prompts, negatives)];
    }

    public void Dispose()
    {
        _loop.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _controlNets.ForEach(model => model.Dispose());
        _adapters.Dispose();
        _model.Dispose();
        _bundle.Dispose();
    }

    private void Generate(string prompt, string? negative, int image)
    {
        var (width, height) = ImageSize();
        var request = new ImageRequest
        {
            Prompt = prompt,
            NegativePrompt = negative,
            PromptOptions = new PromptOptions(PromptSyntax.Plain, LongPrompts.Truncate),
            Width = width,
            Height = height,
            InferenceSteps = (int)_golden.Number("num_inference_steps", 50),
            GuidanceScale = _golden.Number("guidance_scale", _bundle.IsXl ? 5f : 7.5f),
            GuidanceRescale = _golden.Number("guidance_rescale", 0),
            ClipSkip = (int)_golden.Number("clip_skip", 0),
            SizeConditions = Sizes(height, width),
            Seed = 0,
        };
        using var options = new RunOptions();
        var scheduler = Scheduler(request);
        var materials = new SequenceMaterials(_adapters, scheduler, new ReplayedNoise(_golden, Draws(), image), [.. Controls()], Source(width, height));
        using var sequence = SequenceBuilder.Build(request, materials, _parts, _device, options);
        _recording.Begin(sequence, scheduler);
        // Cases run one by one on a thread of their own, which has nothing to do but wait.
        _loop.RunAsync(sequence, _recording, CancellationToken.None).GetAwaiter().GetResult();
        _recording.End(sequence, _parts, options);
    }

    /// <summary>In double precision: steps · strength is rounded down, which a single-precision 0.7 would bring to the step below.</summary>
    private double Strength => _golden.Argument("strength")?.GetDouble() ?? 1;

    private IEnumerable<(LoraFile, float)> Loras()
    {
        JsonElement[] entries = _golden.Json.TryGetProperty("loras", out var several) ? [.. several.EnumerateArray()]
            : _golden.Json.TryGetProperty("lora", out var single) ? [single] : [];
        foreach (var entry in entries)
        {
            string path = entry.TryGetProperty("file", out var file)
                ? _golden.Resolve(file.GetString()!)
                : Path.Combine(_golden.Resolve(entry.GetProperty("dir").GetString()!), "lora.safetensors");
            yield return (LoraFile.Load(path, _model.AdapterTargets, LoraLimits.Default), entry.GetProperty("scale").GetSingle());
        }
    }

    private NoiseScheduler Scheduler(ImageRequest request)
    {
        var config = NoiseSchedulerConfig.Parse(_golden.Json.GetProperty("scheduler_config"), _golden.Folder);
        double strength = Strength;
        string className = _golden.Text("scheduler")!;
        int callsPerStep = className == "HeunDiscreteScheduler" ? 2 : 1;
        int first = NoiseSchedulerRun.FirstCallFor(request.InferenceSteps, strength, callsPerStep);
        var run = new NoiseSchedulerRun(request.InferenceSteps, first, _golden.Number("eta", 0), strength);
        return NoiseSchedulerCatalog.CreateFromDiffusers(className, config, run);
    }

    private IEnumerable<ControlMaterial> Controls()
    {
        for (int i = 0; i < _controlNets.Count; i++)
        {
            string image = _golden.Has("in_image") ? "in_image" : $"in_image_{i}";
            var settings = new ControlSettings(
                _golden.Number("controlnet_conditioning_scale", 1, i), _golden.Number("control_guidance_start", 0, i), _golden.Number("control_guidance_end", 1, i));
            yield return new ControlMaterial(_controlNets[i], _golden.Floats(image), settings);
        }
    }

    private SourceMaterial? Source(int width, int height)
    {
        if (_controlNets.Count > 0 || !_golden.Has("in_image"))
            return null;
        var picture = new SourcePicture([.. _golden.Floats("in_image").Select(value => (2 * value) - 1)], height, width);
        Mask? mask = null;
        if (_golden.Has("in_mask_image"))
            mask = Mask.FromLuminance(PixelImage.FromGrey([.. _golden.Floats("in_mask_image").Select(value => (byte)(value * 255))], width, height));
        return new SourceMaterial(picture, mask, Strength >= 1);
    }

    /// <summary>Starting latents come first, but after the draw from the posterior where a picture is encoded before them.</summary>
    private List<string> Draws()
    {
        var draws = Enumerable.Range(0, int.MaxValue).Select(i => $"draw_{i}").TakeWhile(_golden.Has).ToList();
        if (_golden.Has("in_latents"))
            draws.Insert(_golden.Has("in_mask_image") ? 1 : 0, "in_latents");
        return draws;
    }

    private (int Width, int Height) ImageSize()
    {
        long[] shape = _golden.Shape("image");
        return ((int)shape[^1], (int)shape[^2]);
    }

    private SizeConditions Sizes(int height, int width)
    {
        (int, int) Pair(string name, int first, int second) =>
            _golden.Argument(name) is { } pair ? (pair[0].GetInt32(), pair[1].GetInt32()) : (first, second);
        return new SizeConditions(Pair("original_size", height, width), Pair("crops_coords_top_left", 0, 0), Pair("target_size", height, width));
    }

    private static IEnumerable<TensorCheck> TokenIds(GoldenCase golden, ModelBundle bundle, string[] prompts, string[]? negatives)
    {
        for (int i = 0; i < bundle.TextEncoders.Length; i++)
        {
            var tokenizer = ClipTokenizer.Load(bundle.TextEncoders[i].TokenizerFolder);
            string name = i == 0 ? "tokenizer" : $"tokenizer_{i + 1}";
            long[] Ids(string[] texts) => [.. texts.SelectMany(tokenizer.Encode).Select(id => (long)id)];
            if (golden.Has($"{name}_prompt_ids"))
                yield return TensorCheck.Equal($"{name}_prompt_ids", golden.Longs($"{name}_prompt_ids"), Ids(prompts));
            if (golden.Has($"{name}_negative_ids"))
                yield return TensorCheck.Equal($"{name}_negative_ids", golden.Longs($"{name}_negative_ids"), Ids(negatives ?? [.. prompts.Select(_ => "")]));
        }
    }

    private static string[]? Texts(GoldenCase golden, string name) => golden.Argument(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(text => text.GetString()!)],
        { } text => [text.GetString()!],
    };
}
