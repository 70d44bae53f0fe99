using System.Collections.Concurrent;
using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Adapters;
using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Images;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Engine.NoiseSchedulers;
using SwiftDiffusion.Onnx;
using SwiftDiffusion.Onnx.Bundles;

namespace SwiftDiffusion.Engine.Generation;

/// <summary>
/// One model on one device: requests in, images out, as many at a time as are asked for. Main path of a request: (1) adapters, (2) prompts, control
/// images and initial latents, (3) the denoising loop, which it shares with the others, (4) decoding.
/// </summary>
public sealed class ImageEngine : IAsyncDisposable
{
    /// <summary>Rows that a batch may have at most; how many are worth it is learnt (<see cref="RowProfile"/>).</summary>
    private const int MaxRows = 16;

    /// <summary>Host memory for adapters that no request uses at the moment.</summary>
    private const long AdapterBudgetBytes = 1L << 30;

    private readonly ModelBundle _bundle;
    private readonly Device _device;
    private readonly ModelParts _parts;
    private readonly TimeProvider _time;
    private readonly NoiseSchedulerConfig _noiseScheduler;
    private readonly DeviceQueue _queue;
    private readonly DenoisingLoop _loop;
    private readonly AdapterStore _adapters;
    private readonly ConcurrentDictionary<string, ControlNetModel> _controlNets = [];

    private ImageEngine(ModelBundle bundle, Device device, TimeProvider time)
    {
        _bundle = bundle;
        _device = device;
        _time = time;
        _parts = new ModelParts(bundle, device);
        _noiseScheduler = NoiseSchedulerConfig.Load(bundle.NoiseSchedulerConfigPath);
        _adapters = new AdapterStore(_parts.AdapterTargets, LoraLimits.Default, AdapterBudgetBytes);
        _queue = new DeviceQueue(device.Spec.ToString());
        _loop = new DenoisingLoop(_queue, MaxRows, time);
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
    /// <exception cref="NotFiniteException">The computation left the range of numbers.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async Task<ImageResult> GenerateAsync(ImageRequest request, IStepObserver? observer, CancellationToken cancellation)
    {
        RequestLimits.Check(request, _bundle);

        // 1. Adapters: now, or beside the first steps.
        long start = _time.GetTimestamp();
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var loading = LoadAdaptersAsync(request, leaving.Token);
        Task arrival = Task.CompletedTask;
        Sequence? sequence = null;
        bool isLate = request.AdapterTiming.Bound != 0 && (request.AdapterTiming.Earliest > 0 || !loading.IsCompleted);
        try
        {
            using var none = AttachedAdapters.None(_parts, _device);
            var adapters = isLate ? none : await loading.ConfigureAwait(false);
            var materials = await Task.Run(() => Materials(request, adapters), cancellation).ConfigureAwait(false);
            var adapterTime = _time.GetElapsedTime(start);

            // 2. Prompts, control images and initial latents.
            start = _time.GetTimestamp();
            sequence = await OnDeviceAsync(
                WorkPriority.Encode, options => SequenceBuilder.Build(request, materials, _parts, options), cancellation).ConfigureAwait(false);
            if (isLate)
            {
                sequence.LateAdapters = Late(request, loading, sequence, leaving.Token);
                arrival = sequence.LateAdapters.Arrival;
            }

            var encodeTime = _time.GetElapsedTime(start);

            // 3. The denoising loop.
            start = _time.GetTimestamp();
            var wait = await DenoiseAsync(sequence, request, observer, cancellation).ConfigureAwait(false);
            var denoiseTime = _time.GetElapsedTime(start) - wait;

            // 4. Decoding.
            start = _time.GetTimestamp();
            var image = await OnDeviceAsync(
                WorkPriority.Decode, options => _parts.Decode(sequence.Latents, sequence.Shape, options), cancellation).ConfigureAwait(false);
            var timings = new PhaseTimings(wait, adapterTime, encodeTime, denoiseTime, _time.GetElapsedTime(start));
            return new ImageResult(image, ParametersOf.Request(request, _bundle, sequence.Scheduler), timings, sequence.AttachedAt);
        }
        finally
        {
            // Whatever is still on its way must have ended before the tensors it reads are freed.
            await leaving.CancelAsync().ConfigureAwait(false);
            await arrival.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            sequence?.Dispose();
            await FreeAsync(loading).ConfigureAwait(false);
        }
    }

    /// <summary>Decodes latents on their way, for a preview; it waits its turn on the device like a finished picture.</summary>
    /// <param name="latents">[C, h, w], not changed meanwhile.</param>
    /// <param name="shape">C, h and w.</param>
    /// <param name="cancellation">Stops it within the graph.</param>
    /// <exception cref="NotFiniteException">The latents are no picture.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public Task<PixelImage> DecodeAsync(float[] latents, (int Channels, int Height, int Width) shape, CancellationToken cancellation) =>
        OnDeviceAsync(WorkPriority.Decode, options => _parts.Decode(latents, shape, options), cancellation);

    /// <summary>A picture of numbers that are not finite would be black, and nobody would know why: names whatever may be the reason.</summary>
    private async Task<TimeSpan> DenoiseAsync(Sequence sequence, ImageRequest request, IStepObserver? observer, CancellationToken cancellation)
    {
        try
        {
            return await _loop.RunAsync(sequence, observer, cancellation).ConfigureAwait(false);
        }
        catch (NotFiniteException e)
        {
            string[] suspects =
            [
                $"model '{_bundle.Name}'",
                .. request.Adapters.Select(adapter => $"LoRA '{Path.GetFileNameWithoutExtension(adapter.Path)}'"),
                .. request.Controls.Select(control => $"ControlNet '{Path.GetFileName(control.Folder)}'"),
            ];
            throw new NotFiniteException($"{e.Message}; the weights of {string.Join(" or ", suspects)} hold such values, or a scale is too large");
        }
    }

    /// <summary>Ends running requests as cancelled and frees the model.</summary>
    public async ValueTask DisposeAsync()
    {
        await _loop.DisposeAsync().ConfigureAwait(false);
        _queue.Dispose();
        foreach (var controlNet in _controlNets.Values)
            controlNet.Dispose();
        _parts.Dispose();
        _bundle.Dispose();
    }

    /// <summary>Runs something on the device when its turn comes; the token stops it within one graph.</summary>
    private async Task<T> OnDeviceAsync<T>(WorkPriority priority, Func<RunOptions, T> work, CancellationToken cancellation)
    {
        using var options = new RunOptions();
        await using var termination = cancellation.Register(() => options.Terminate = true).ConfigureAwait(false);
        try
        {
            return await _queue.RunAsync(priority, () => work(options), cancellation).ConfigureAwait(false);
        }
        catch (OnnxRuntimeException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
    }

    private async Task<AttachedAdapters> LoadAdaptersAsync(ImageRequest request, CancellationToken cancellation)
    {
        var leases = new List<AdapterLease>();
        try
        {
            foreach (var use in request.Adapters)
                leases.Add(await _adapters.AcquireAsync(use.Path, cancellation).ConfigureAwait(false));
            var stack = new AdapterStack(leases.Zip(request.Adapters, (lease, use) => (lease.Adapter, use.Scale)));
            return stack.Targets.IsEmpty ? AttachedAdapters.None(_parts, _device)
                : await Task.Run(() => AttachedAdapters.Resolve(stack, _parts, _device), cancellation).ConfigureAwait(false);
        }
        finally
        {
            // The low-rank pairs are copies; the files need not stay.
            leases.ForEach(lease => lease.Dispose());
        }
    }

    private LateAdapters Late(ImageRequest request, Task<AttachedAdapters> loading, Sequence sequence, CancellationToken cancellation) =>
        new(ArriveAsync(request, loading, cancellation), request.AdapterTiming.Earliest, request.AdapterTiming.BoundFor(sequence.TotalCalls));

    /// <summary>Once loaded, a part for the text encoders means that the prompts are encoded again.</summary>
    private async Task<AdapterArrival> ArriveAsync(ImageRequest request, Task<AttachedAdapters> loading, CancellationToken cancellation)
    {
        var adapters = await loading.ConfigureAwait(false);
        var conditions = adapters.TextEncoders.All(inputs => inputs is null) ? null : await OnDeviceAsync(
            WorkPriority.Encode, options => SequenceBuilder.Conditions(request, adapters, _parts, options), cancellation).ConfigureAwait(false);
        return new AdapterArrival(adapters.UNet, adapters.UNetInputs, conditions);
    }

    /// <summary>Frees what was loaded, also when the request ended before it arrived.</summary>
    private static async Task FreeAsync(Task<AttachedAdapters> loading)
    {
        await ((Task)loading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (loading.IsCompletedSuccessfully)
            (await loading.ConfigureAwait(false)).Dispose();
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
            return request.NoiseScheduler is { } name
                ? NoiseSchedulerCatalog.Create(name, _noiseScheduler, request.InferenceSteps, strength, request.Eta)
                : NoiseSchedulerCatalog.CreateDefault(_noiseScheduler, request.InferenceSteps, strength, request.Eta);
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
        var model = ControlNet(control.Folder);
        float[] pixels = model.ConditioningChannels == 1 ? Array.ConvertAll(image.Luminance(), level => level / 255f) : image.ToPlanar(PixelRange.ZeroToOne);
        return new ControlMaterial(model, pixels, settings);
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
