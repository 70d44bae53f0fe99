using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Testing;

namespace SwiftDiffusion.Engine.Tests.Generation;

/// <summary>The built-in model on one core, with adapter tiers in a folder of their own.</summary>
internal sealed class TinyWorldEngine : IAsyncDisposable
{
    private readonly TemporaryFolder _root = new();
    private readonly Device _device = new(new DeviceSpec(DeviceKind.Cpu, 1));

    public TinyWorldEngine(Action<AdapterStoreOptions>? configure = null, EngineOptions? engine = null)
    {
        var options = new AdapterStoreOptions { Folder = _root.File("cache") };
        configure?.Invoke(options);
        Tiers = new AdapterTiers(options, TimeProvider.System);
        Engine = ImageEngine.Load(
            RepositoryRoot.File("onnx", "tinyworld"), new DeviceGroup([_device], TimeProvider.System), (engine ?? EngineOptions.Default) with { Adapters = Tiers }, TimeProvider.System);
    }

    public AdapterTiers Tiers { get; }

    public ImageEngine Engine { get; }

    /// <summary>Ten guided steps at 64x64 pixels.</summary>
    public static ImageRequest Request { get; } = new() { Prompt = "a large red house, sunset", Width = 64, Height = 64, InferenceSteps = 10, GuidanceScale = 4, Seed = 7 };

    public async Task<(ImageResult Result, float[] Latents)> RunAsync(ImageRequest request, Action<int>? onStep = null)
    {
        var recorder = new StepRecorder { OnStep = onStep ?? (_ => { }) };
        var result = await Engine.GenerateAsync(request, recorder, CancellationToken.None);
        return (result, recorder.Latents[^1]);
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        Tiers.Dispose();
        _device.Dispose();
        _root.Dispose();
    }
}
