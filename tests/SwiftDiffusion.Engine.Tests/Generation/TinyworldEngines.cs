using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.Images;
using SwiftDiffusion.Testing;

namespace SwiftDiffusion.Engine.Tests.Generation;

/// <summary>The built-in model on any number of one-thread devices, with its ControlNets.</summary>
public sealed class TinyworldEngines : IAsyncDisposable
{
    private static readonly DeviceSpec OneThread = new(DeviceKind.Cpu, 1);
    private readonly List<IAsyncDisposable> _engines = [];
    private readonly List<IDisposable> _devices = [];

    public static string Folder { get; } = RepositoryRoot.File("onnx", "tinyworld");

    public static ImageRequest Request { get; } = new()
    {
        Prompt = "a large red house",
        Width = 128,
        Height = 128,
        InferenceSteps = 6,
        GuidanceScale = 5,
        Seed = 7,
    };

    /// <summary>The request under a ControlNet: white lines on black.</summary>
    public static ImageRequest Controlled(params string[] controlNets)
    {
        var lines = PixelImage.FromGrey([.. Enumerable.Range(0, 128 * 128).Select(i => (byte)(i % 37 == 0 ? 255 : 0))], 128, 128);
        return Request with { Controls = [.. controlNets.Select((name, i) => new ControlUse(ControlNet(name), lines, 0.9f - (0.3f * i)))] };
    }

    public static string ControlNet(string name) => RepositoryRoot.File("onnx", "tinyworld", "controlnet", name);

    /// <summary>An engine with its devices; both end with this object.</summary>
    public (ImageEngine Engine, DeviceGroup Devices) Open(int devices, EngineOptions? options = null)
    {
        var group = DeviceGroup.Open([.. Enumerable.Repeat(OneThread, devices)], TimeProvider.System);
        _devices.Add(group);
        return (Open(group, options), group);
    }

    /// <summary>An engine whose devices have these runtimes.</summary>
    internal (ImageEngine Engine, DeviceGroup Devices) Open(EngineOptions options, params IGraphRuntime[] runtimes)
    {
        Device[] devices = [.. runtimes.Select(runtime => new Device(OneThread, runtime, ownsRuntime: true))];
        _devices.AddRange(devices);
        var group = new DeviceGroup(devices, TimeProvider.System);
        return (Open(group, options), group);
    }

    /// <summary>What a request ends in.</summary>
    public static async Task<float[]> LatentsAsync(ImageEngine engine, ImageRequest request)
    {
        var recorder = new StepRecorder();
        await engine.GenerateAsync(request, recorder, CancellationToken.None);
        return recorder.Latents[^1];
    }

    public static float Difference(float[] a, float[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max();

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in _engines)
            await engine.DisposeAsync();
        _devices.ForEach(device => device.Dispose());
    }

    private ImageEngine Open(DeviceGroup group, EngineOptions? options)
    {
        var engine = ImageEngine.Load(Folder, group, options ?? EngineOptions.Default, TimeProvider.System);
        _engines.Add(engine);
        engine.Warm(adapters: true);
        return engine;
    }

    internal static EngineOptions With(PlacementPolicy policy) => EngineOptions.Default with { Placement = policy };
}
