using System.Collections.Frozen;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.NoiseSchedulers;

namespace SwiftDiffusion.Host.Models;

/// <summary>
/// A model folder being served: its engine, and the add-ons found in it by name. LoRAs are <c>lora/NAME.safetensors</c>, ControlNets are
/// <c>controlnet/NAME/config.json</c> below the model's folder.
/// </summary>
public sealed class ServedModel : IAsyncDisposable
{
    private const int DefaultInferenceSteps = 20;
    private const double DefaultGuidanceScale = 7;

    private ServedModel(ImageEngine engine, string folder)
    {
        Engine = engine;
        Loras = Files(Path.Combine(folder, "lora"), "*.safetensors").ToFrozenDictionary(path => Path.GetFileNameWithoutExtension(path)!);
        ControlNets = Folders(Path.Combine(folder, "controlnet")).ToFrozenDictionary(path => Path.GetFileName(path)!);
        Info = Describe(folder);
    }

    public ImageEngine Engine { get; }

    public ModelInfo Info { get; }

    /// <summary>LoRA files by name.</summary>
    public FrozenDictionary<string, string> Loras { get; }

    /// <summary>ControlNet folders by name.</summary>
    public FrozenDictionary<string, string> ControlNets { get; }

    /// <summary>Opens a model folder.</summary>
    /// <exception cref="Onnx.ModelFormatException">Not a model.</exception>
    public static ServedModel Open(string folder, Device device) => new(ImageEngine.Load(folder, device, TimeProvider.System), folder);

    /// <summary>Creates every session and opens every ControlNet, so that the first request is as fast as the others.</summary>
    /// <exception cref="Onnx.ModelFormatException">A ControlNet does not fit the model.</exception>
    public void Warm()
    {
        Engine.Warm(adapters: Loras.Count > 0);
        foreach (string folder in ControlNets.Values)
            Engine.ControlNet(folder);
    }

    public ValueTask DisposeAsync() => Engine.DisposeAsync();

    private ModelInfo Describe(string folder)
    {
        var bundle = Engine.Bundle;
        int side = bundle.UNet.SampleSize * bundle.Vae.Scale;
        return new ModelInfo
        {
            Id = bundle.Name,
            Created = File.GetLastWriteTimeUtc(Path.Combine(folder, "model_index.json")),
            Kind = bundle.IsXl ? "sdxl" : bundle.UNet.ContextWidth == 1024 ? "sd2" : "sd1",
            DefaultWidth = side,
            DefaultHeight = side,
            DefaultInferenceSteps = DefaultInferenceSteps,
            DefaultGuidanceScale = DefaultGuidanceScale,
            DefaultNoiseScheduler = NoiseSchedulerCatalog.NameOf(Engine.DefaultNoiseScheduler),
            NoiseSchedulers = [.. NoiseSchedulerCatalog.Names],
            Loras = [.. Loras.Keys.Order(StringComparer.Ordinal)],
            ControlNets = [.. ControlNets.Keys.Order(StringComparer.Ordinal)],
        };
    }

    private static string[] Files(string folder, string pattern) => Directory.Exists(folder) ? Directory.GetFiles(folder, pattern) : [];

    private static IEnumerable<string> Folders(string folder) =>
        Directory.Exists(folder) ? Directory.GetDirectories(folder).Where(f => File.Exists(Path.Combine(f, "config.json"))) : [];
}
