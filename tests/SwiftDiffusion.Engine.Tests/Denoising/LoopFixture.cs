using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Adapters;
using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Engine.NoiseSchedulers;
using SwiftDiffusion.Onnx.Bundles;
using SwiftDiffusion.Testing;

namespace SwiftDiffusion.Engine.Tests.Denoising;

/// <summary>The built-in model on one core, and sequences of it.</summary>
public sealed class LoopFixture : IDisposable
{
    private readonly Device _device = new(new DeviceSpec(DeviceKind.Cpu, 1));
    private readonly ModelBundle _bundle = ModelBundle.Open(RepositoryRoot.File("onnx", "tinyworld"));
    private readonly NoiseSchedulerConfig _config;
    private readonly List<AttachedAdapters> _adapters = [];

    public LoopFixture()
    {
        Model = new ModelReplicas(_bundle);
        _config = NoiseSchedulerConfig.Load(_bundle.NoiseSchedulerConfigPath);
        Canny = new ControlNetReplicas(ControlNetBundle.Open(RepositoryRoot.File("onnx", "tinyworld", "controlnet", "canny")));
    }

    public ModelReplicas Model { get; }

    public ModelParts Parts => Model.On(_device);

    public ControlNetReplicas Canny { get; }

    /// <summary>A loop on the one core.</summary>
    public DenoisingLoop Loop() => new(StepSite.Alone(_device, TimeProvider.System), maxRows: 16);

    public AttachedAdapters Adapters(params string[] loras)
    {
        var files = loras.Select(name => LoraFile.Load(RepositoryRoot.File("onnx", "tinyworld", "lora", $"{name}.safetensors"), Model.AdapterTargets, LoraLimits.Default));
        var adapters = AttachedAdapters.Resolve(new AdapterStack(files.Select(file => (file, 0.8f))), Model, _device);
        _adapters.Add(adapters);
        return adapters;
    }

    /// <summary>A sequence; everything about it follows from its arguments.</summary>
    public Sequence Sequence(
        string prompt, ulong seed, int steps = 6, float guidance = 4, string scheduler = "ddim", string[]? loras = null, float? control = null, int width = 128)
    {
        var request = new ImageRequest { Prompt = prompt, Width = width, Height = 128, InferenceSteps = steps, GuidanceScale = guidance, Seed = seed };
        var materials = new SequenceMaterials(
            Adapters(loras ?? []), NoiseSchedulerCatalog.Create(scheduler, _config, steps), new SeededNoise(seed),
            control is { } scale ? [new ControlMaterial(Canny, ControlImage(width), new ControlSettings(scale, 0, 1))] : [], null);
        using var options = new RunOptions();
        return SequenceBuilder.Build(request, materials, Parts, _device, options);
    }

    /// <summary>What a sequence of that prompt gets when the LoRAs arrive.</summary>
    public AdapterArrival Arrival(string prompt, float guidance, params string[] loras)
    {
        var adapters = Adapters(loras);
        var request = new ImageRequest { Prompt = prompt, Width = 128, Height = 128, InferenceSteps = 1, GuidanceScale = guidance, Seed = 0 };
        using var options = new RunOptions();
        var (positive, negative) = Parts.PromptEncoder.Encode(request, adapters.TextEncoders, options);
        return new AdapterArrival(adapters.UNet, adapters.UNetInputs, Conditions.Create(positive, negative, sizes: null));
    }

    public void Dispose()
    {
        _adapters.ForEach(adapters => adapters.Dispose());
        Canny.Dispose();
        Model.Dispose();
        _bundle.Dispose();
        _device.Dispose();
    }

    /// <summary>White lines on black.</summary>
    private static float[] ControlImage(int width) => [.. Enumerable.Range(0, 3 * width * 128).Select(i => i % 37 == 0 ? 1f : 0f)];
}
