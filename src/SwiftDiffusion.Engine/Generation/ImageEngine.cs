using System.Collections.Concurrent;
using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Adapters;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Images;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Engine.NoiseSchedulers;
using SwiftDiffusion.Onnx;
using SwiftDiffusion.Onnx.Bundles;

namespace SwiftDiffusion.Engine.Generation;

/// <summary>
/// One model on one device: requests in, images out, one at a time. Main path: (1) adapters, (2) prompts, (3) control images, (4) initial latents,
/// (5) denoising loop, (6) decoding.
/// </summary>
public sealed class ImageEngine : IDisposable
{
    private readonly ModelBundle _bundle;
    private readonly Device _device;
    private readonly ModelParts _parts;
    private readonly TimeProvider _time;
    private readonly NoiseSchedulerConfig _noiseScheduler;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly ConcurrentDictionary<string, ControlNetModel> _controlNets = [];

    private ImageEngine(ModelBundle bundle, Device device, TimeProvider time)
    {
        _bundle = bundle;
        _device = device;
        _time = time;
        _parts = new ModelParts(bundle, device);
        _noiseScheduler = NoiseSchedulerConfig.Load(bundle.NoiseSchedulerConfigPath);
    }

    /// <summary>The model's configuration.</summary>
    public ModelBundle Bundle => _bundle;

    /// <summary>The model's own noise scheduler.</summary>
    public NoiseSchedulerConfig DefaultNoiseScheduler => _noiseScheduler;

    /// <summary>What adapters may change in this model.</summary>
    public AdapterTargetCatalog AdapterTargets => _parts.AdapterTargets;

    /// <summary>Opens a model folder on a device.</summary>
    /// <exception cref="ModelFormatException">The folder is not a model this project runs.</exception>
    public static ImageEngine Load(string folder, Device device, TimeProvider time)
    {
        var bundle = ModelBundle.Open(folder);
        try
        {
            return new ImageEngine(bundle, device, time);
        }
        catch
        {
            bundle.Dispose();
            throw;
        }
    }

    /// <summary>Creates sessions ahead of the first request.</summary>
    /// <param name="adapters">Whether requests with LoRAs are expected.</param>
    public void Warm(bool adapters) => _parts.Warm(adapters);

    /// <summary>Opens a ControlNet ahead of its first use, or finds it open.</summary>
    /// <exception cref="ModelFormatException">Not a ControlNet, or one for another architecture.</exception>
    public ControlNetModel ControlNet(string folder) => _controlNets.GetOrAdd(Path.GetFullPath(folder), OpenControlNet);

    /// <summary>Makes one image.</summary>
    /// <param name="request">What to make.</param>
    /// <param name="observer">Told of every step, on the engine's thread; or null.</param>
    /// <param name="cancellation">Stops the run within one graph.</param>
    /// <exception cref="ImageRequestException">The model cannot do what the request asks.</exception>
    /// <exception cref="ModelFormatException">An adapter or ControlNet cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async Task<ImageResult> GenerateAsync(ImageRequest request, IStepObserver? observer, CancellationToken cancellation)
    {
        long asked = _time.GetTimestamp();
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var wait = _time.GetElapsedTime(asked);
            return await Task.Run(() => Generate(request, observer, wait, cancellation), cancellation).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        foreach (var controlNet in _controlNets.Values)
            controlNet.Dispose();
        _parts.Dispose();
        _bundle.Dispose();
        _turn.Dispose();
    }

    private ImageResult Generate(ImageRequest request, IStepObserver? observer, TimeSpan wait, CancellationToken cancellation)
    {
        RequestLimits.Check(request, _bundle);
        using var options = new RunOptions();
        using var termination = cancellation.Register(() => options.Terminate = true);
        try
        {
            // 1. Adapters.
            long start = _time.GetTimestamp();
            using var adapters = AttachedAdapters.Load(request.Adapters, _parts, _device);
            var materials = Materials(request, adapters);
            var adapterTime = _time.GetElapsedTime(start);

            // 2. to 4. Prompts, control images, initial latents.
            start = _time.GetTimestamp();
            using var sequence = SequenceBuilder.Build(request, materials, _parts, options);
            var encodeTime = _time.GetElapsedTime(start);

            // 5. The denoising loop.
            start = _time.GetTimestamp();
            DenoisingLoop.Run(sequence, observer, options, cancellation);
            var denoiseTime = _time.GetElapsedTime(start);

            // 6. Decoding.
            start = _time.GetTimestamp();
            var image = _parts.Decode(sequence.Latents, sequence.Shape, options);
            var timings = new PhaseTimings(wait, adapterTime, encodeTime, denoiseTime, _time.GetElapsedTime(start));
            return new ImageResult(image, ParametersOf.Request(request, _bundle, sequence.Scheduler), timings);
        }
        catch (OnnxRuntimeException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
    }

    private SequenceMaterials Materials(ImageRequest request, AttachedAdapters adapters) => new(
        adapters,
        CreateScheduler(request),
        request.Noise ?? new SeededNoise(request.Seed),
        [.. request.Controls.Select(control => Control(control, request))],
        request.Source is { } source ? Source(source, request) : null);

    private NoiseScheduler CreateScheduler(ImageRequest request)
    {
        double strength = request.Source?.Strength ?? 1;
        try
        {
            var scheduler = request.NoiseScheduler is { } name
                ? NoiseSchedulerCatalog.Create(name, _noiseScheduler, request.InferenceSteps, strength, request.Eta)
                : NoiseSchedulerCatalog.CreateDefault(_noiseScheduler, request.InferenceSteps, strength, request.Eta);
            return scheduler.FirstCall < scheduler.Timesteps.Length ? scheduler
                : throw new ImageRequestException($"strength {strength} of {request.InferenceSteps} steps leaves no step to make; raise either", nameof(request.InferenceSteps));
        }
        catch (Exception e) when (e is ArgumentException or ModelFormatException)
        {
            // What a noise scheduler refuses once it is known by name and its configuration is read is the number of its steps.
            throw new ImageRequestException(e is ModelFormatException format ? format.Problem : e.Message.TrimEnd('.'), nameof(request.InferenceSteps));
        }
    }

    private ControlMaterial Control(ControlUse control, ImageRequest request)
    {
        var image = ImageResize.Resize(control.Image, request.Width, request.Height, ResizeMode.Stretch);
        var settings = new ControlSettings(control.ConditioningScale, control.Start, control.End);
        return new ControlMaterial(ControlNet(control.Folder), image.ToPlanar(PixelRange.ZeroToOne), settings);
    }

    private static SourceMaterial Source(SourceImage source, ImageRequest request)
    {
        var image = ImageResize.Resize(source.Image, request.Width, request.Height, ResizeMode.Stretch);
        var picture = new SourcePicture(image.ToPlanar(PixelRange.MinusOneToOne), request.Height, request.Width);
        return new SourceMaterial(picture, source.Mask, source.Strength >= 1);
    }

    private ControlNetModel OpenControlNet(string folder)
    {
        var bundle = ControlNetBundle.Open(folder);
        try
        {
            bundle.RequireFits(_bundle);
            return new ControlNetModel(_device, bundle);
        }
        catch
        {
            bundle.Dispose();
            throw;
        }
    }
}
