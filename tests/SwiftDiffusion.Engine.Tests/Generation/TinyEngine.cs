using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Testing;
using SwiftDiffusion.Testing.TinyModels;

namespace SwiftDiffusion.Engine.Tests.Generation;

/// <summary>An engine over a tiny Stable Diffusion 1 of random weights, for one test class.</summary>
public sealed class TinyEngine : IAsyncDisposable
{
    private readonly TemporaryFolder _root = new();
    private readonly Device _device = new(new DeviceSpec(DeviceKind.Cpu, 1));

    public TinyEngine()
        : this(TinyBundle.Sd)
    {
    }

    internal TinyEngine(TinyBundle bundle, Action<string>? change = null)
    {
        string folder = bundle.WriteTo(_root.File("model"));
        change?.Invoke(folder);
        Engine = ImageEngine.Load(folder, _device, TimeProvider.System);
    }

    public ImageEngine Engine { get; }

    /// <summary>16x16 pixels in three guided steps.</summary>
    internal static ImageRequest Request { get; } = new()
    {
        Prompt = "a large red house",
        NegativePrompt = "blue",
        Width = 16,
        Height = 16,
        InferenceSteps = 3,
        GuidanceScale = 3,
        Seed = 7,
    };

    /// <summary>Writes a file beside the model.</summary>
    public string Add(string name, byte[] content)
    {
        string path = _root.File(name);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Writes a ControlNet beside the model.</summary>
    public string Add(string name, TinyComponent controlNet) => controlNet.WriteTo(_root.File(name));

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        _device.Dispose();
        _root.Dispose();
    }

    internal async Task<byte[]> PictureAsync(ImageRequest request) =>
        (await Engine.GenerateAsync(request, observer: null, CancellationToken.None)).Image.Rgba.ToArray();

    /// <summary>The steps of a request.</summary>
    internal async Task<StepRecorder> RecordAsync(ImageRequest request)
    {
        var recorder = new StepRecorder();
        await Engine.GenerateAsync(request, recorder, CancellationToken.None);
        return recorder;
    }

    /// <summary>The latents that a request ends in.</summary>
    internal async Task<float[]> LatentsAsync(ImageRequest request) => (await RecordAsync(request)).Latents[^1];
}
