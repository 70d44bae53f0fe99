using System.Collections.Concurrent;
using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Adapters;
using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Images;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Engine.NoiseSchedulers;
using SwiftDiffusion.Onnx;
using SwiftDiffusion.Onnx.Bundles;

namespace SwiftDiffusion.Engine.Generation;

/// <summary>
/// One model on a group of devices: requests in, images out, as many at a time as are asked for. Main path of a request: (1) a place in the loop where it
/// finishes first, (2) adapters and ControlNets, (3) prompts, control images and initial latents, (4) the denoising loop, which it shares with the others,
/// (5) decoding.
/// </summary>
public sealed class ImageEngine : IAsyncDisposable
{
    /// <summary>Rows that a batch may have at most; how many are worth it is learnt (<see cref="RowProfile"/>).</summary>
    private const int MaxRows = 16;

    private readonly ModelBundle _bundle;
    private readonly DeviceGroup _devices;
    private readonly ModelReplicas _model;
    private readonly EngineOptions _options;
    private readonly TimeProvider _time;
    private readonly NoiseSchedulerConfig _noiseScheduler;
    private readonly LoopSet _loops;
    private readonly WorkTimes _times = new();
    private readonly AdapterStore _adapters;
    private readonly AdapterTiers? _ownTiers;
    private readonly ControlNetStore _controlNets;
    private readonly ConcurrentDictionary<Task, bool> _running = [];
    private readonly CancellationTokenSource _closing = new();
    private LatentPreview? _preview;

    private ImageEngine(ModelBundle bundle, DeviceGroup devices, EngineOptions options, TimeProvider time)
    {
        _bundle = bundle;
        _devices = devices;
        _options = options;
        _time = time;
        _noiseScheduler = NoiseSchedulerConfig.Load(bundle.NoiseSchedulerConfigPath);
        _model = new ModelReplicas(bundle);
        _ownTiers = options.Adapters is null ? new AdapterTiers(new AdapterStoreOptions(), time) : null;
        _adapters = (options.Adapters ?? _ownTiers!).StoreFor(_model.AdapterTargets, bundle.Name);
        Action<string, Exception> failed = (what, failure) => options.OnTrouble?.Invoke(new EngineTrouble(what, failure));
        _controlNets = new ControlNetStore(_model, devices.Devices, options.ControlNetBudgetBytes, failed);
        _loops = new LoopSet(devices.Devices.Select(device => new StepSite(devices, device, options.Placement, _times, _controlNets, failed, time)), MaxRows);
    }

    /// <summary>The model's configuration.</summary>
    public ModelBundle Bundle => _bundle;

    /// <summary>The model's own noise scheduler.</summary>
    public NoiseSchedulerConfig DefaultNoiseScheduler => _noiseScheduler;

    /// <summary>What adapters may change in this model.</summary>
    public AdapterTargetCatalog AdapterTargets => _model.AdapterTargets;

    /// <summary>Adapters for this model, and what is known of them.</summary>
    public AdapterStore Adapters => _adapters;

    /// <summary>Opens a model folder on a group of devices, which stays the caller's and may serve other models too.</summary>
    /// <param name="folder">The model.</param>
    /// <param name="devices">Where it runs.</param>
    /// <param name="options">How it uses them.</param>
    /// <param name="time">Measures how long things take.</param>
    /// <param name="name">The model's id; null for the folder's name.</param>
    /// <exception cref="ModelFormatException">The folder is not a model this project runs.</exception>
    public static ImageEngine Load(string folder, DeviceGroup devices, EngineOptions options, TimeProvider time, string? name = null)
    {
        var bundle = ModelBundle.Open(folder, name);
        try
        {
            return new ImageEngine(bundle, devices, options, time);
        }
        catch
        {
            bundle.Dispose();
            throw;
        }
    }

    /// <summary>Opens a model folder on one device.</summary>
    /// <exception cref="ModelFormatException">The folder is not a model this project runs.</exception>
    public static ImageEngine Load(string folder, Device device, TimeProvider time) =>
        Load(folder, new DeviceGroup([device], time), EngineOptions.Default, time);

    /// <summary>Creates sessions ahead of the first request, on every device.</summary>
    /// <param name="adapters">Whether requests with LoRAs are expected.</param>
    public void Warm(bool adapters)
    {
        foreach (var device in _devices.Devices)
            _model.On(device).Warm(adapters);
    }

    /// <summary>Loads a ControlNet ahead of its first use, on every device, as far as their budgets go.</summary>
    /// <exception cref="ModelFormatException">Not a ControlNet, or one for another architecture.</exception>
    public async Task LoadControlNetAsync(string folder, CancellationToken cancellation)
    {
        foreach (var device in _devices.Devices)
            (await _controlNets.AcquireAsync(folder, device, cancellation).ConfigureAwait(false)).Dispose();
    }

    /// <summary>Whether a ControlNet is in memory, so that a request with it starts at once.</summary>
    public bool HoldsControlNet(string folder) => _controlNets.IsLoaded(folder);

    /// <summary>Makes one image.</summary>
    /// <param name="request">What to make.</param>
    /// <param name="observer">Told of every step, on the loop's thread; or null.</param>
    /// <param name="cancellation">Stops the run within one graph.</param>
    /// <exception cref="ImageRequestException">The model cannot do what the request asks.</exception>
    /// <exception cref="AdapterLoadException">An adapter cannot be had, or not be used with this model.</exception>
    /// <exception cref="ModelFormatException">A ControlNet cannot be used.</exception>
    /// <exception cref="NotFiniteException">The computation left the range of numbers.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async Task<ImageResult> GenerateAsync(ImageRequest request, IStepObserver? observer, CancellationToken cancellation)
    {
        try
        {
            return await Submit(request, observer, cancellation).Result.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
    }

    /// <summary>Begins an image and returns at once.</summary>
    /// <param name="request">What to make.</param>
    /// <param name="observer">Told of every step, on the loop's thread; or null.</param>
    /// <param name="cancellation">Stops the run within one graph, as <see cref="GenerationHandle.Cancel"/> does.</param>
    public GenerationHandle Submit(ImageRequest request, IStepObserver? observer, CancellationToken cancellation)
    {
        var handle = new GenerationHandle(CancellationTokenSource.CreateLinkedTokenSource(cancellation, _closing.Token));
        handle.Follow(token => RunAsync(request, handle, observer, token));
        _running.TryAdd(handle.Result, true);
        handle.Result.ContinueWith(ended => _running.TryRemove(ended, out _), TaskScheduler.Default);
        return handle;
    }

    /// <summary>Ends running requests as cancelled and frees the model.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        foreach (var run in _running.Keys)
            await ((Task)run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _loops.DisposeAsync().ConfigureAwait(false);
        // Behind the branches that no step waits for any more.
        foreach (var device in _devices.Devices)
            await device.Queue.RunAsync(WorkPriority.Step, () => true, CancellationToken.None).ConfigureAwait(false);
        await _controlNets.DisposeAsync().ConfigureAwait(false);
        _model.Dispose();
        _bundle.Dispose();
        _ownTiers?.Dispose();
        _closing.Dispose();
    }

    private async Task<ImageResult> RunAsync(ImageRequest asked, GenerationHandle handle, IStepObserver? observer, CancellationToken cancellation)
    {
        RequestLimits.Check(asked, _bundle);
        var request = _options.PatchesAdapters && asked.AdapterTiming.Steps.IsEmpty ? asked with { AdapterTiming = AdapterTiming.Exact } : asked;
        using var activity = EngineTelemetry.Activities.StartActivity("sequence")?.SetTag("model", _bundle.Name);
        using var phases = new PhaseClock(_time);

        // 1. A place in a loop.
        using var seat = _loops.Take(device => ExpectedSeconds(request, device));
        handle.Tell(new GenerationEvent.Queued($"{seat.Home.Spec}"));

        // 2. Adapters, now or beside the first steps, and ControlNets.
        phases.Begin("adapters");
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var arrivals = new AdapterArrivals(request, _adapters, stack => AttachedAdapters.Resolve(stack, _model, seat.Home), leaving.Token);
        var controlNets = new List<ControlNetLease>();
        Sequence? sequence = null;
        try
        {
            foreach (var control in request.Controls)
                controlNets.Add(await _controlNets.AcquireAsync(control.Folder, seat.Home, cancellation).ConfigureAwait(false));
            var adapters = await arrivals.AttachFirstAsync().ConfigureAwait(false);
            if (_options.PatchesAdapters && !request.Adapters.IsEmpty)
                await seat.Home.PatchAsync(request.Adapters.Length, cancellation).ConfigureAwait(false);
            foreach (string adapter in arrivals.FirstNames.ToArray())
                handle.Tell(new GenerationEvent.AdapterAttached(adapter, 0));

            // 3. Prompts, control images and initial latents.
            sequence = await BuildAsync(request, adapters, controlNets, seat.Home, phases, cancellation).ConfigureAwait(false);
            sequence.LateAdapters = arrivals.Late(
                sequence.Scheduler.Timesteps[sequence.Scheduler.FirstCall..], attached => EncodeAgainAsync(request, attached, seat.Home, leaving.Token));
            var watcher = await WatchAsync(request, arrivals, handle, observer, seat.Home, cancellation).ConfigureAwait(false);

            // 4. The denoising loop.
            phases.Begin("denoise");
            var wait = await DenoiseAsync(seat, sequence, request, watcher, cancellation).ConfigureAwait(false);

            // 5. Decoding.
            phases.Begin("decode");
            var image = await DecodeAsync(sequence.Latents, sequence.Shape, seat.Home, cancellation).ConfigureAwait(false);
            handle.Tell(new GenerationEvent.Decoded());
            var attachedAt = arrivals.AttachedAt(sequence.AttachSteps);
            activity?.SetTag("attached_at", string.Join(',', attachedAt));
            var timings = new PhaseTimings(wait, phases["adapters"], phases["encode"], phases["denoise"] - wait, phases["decode"]);
            return new ImageResult(image, ParametersOf.Request(request, _bundle, sequence.Scheduler, attachedAt), timings, attachedAt);
        }
        finally
        {
            // Whatever is still on its way must have ended before the tensors it reads are freed.
            await leaving.CancelAsync().ConfigureAwait(false);
            await arrivals.SettleAsync().ConfigureAwait(false);
            sequence?.Dispose();
            controlNets.ForEach(lease => lease.Dispose());
        }
    }

    private async Task<Sequence> BuildAsync(
        ImageRequest request, AttachedAdapters adapters, List<ControlNetLease> controlNets, Device home, PhaseClock phases, CancellationToken cancellation)
    {
        // Pictures are resized off the device, as a part of loading.
        var materials = await Task.Run(
            () => MaterialsReader.Read(request, adapters, [.. controlNets.Select(lease => lease.Net)], _noiseScheduler, _options.BranchMode), cancellation).ConfigureAwait(false);
        phases.Begin("encode");
        return await OnDeviceAsync(
            home, WorkPriority.Encode, (parts, options) => SequenceBuilder.Build(request, materials, parts, home, options), cancellation).ConfigureAwait(false);
    }

    /// <summary>On whichever device can begin first; the loop goes on meanwhile.</summary>
    private Task<PixelImage> DecodeAsync(float[] latents, (int Channels, int Height, int Width) shape, Device home, CancellationToken cancellation)
    {
        var soonest = _devices.Devices.Where(_model.AreOn).OrderBy(device => device == home ? 0 : 1).MinBy(device => device.Queue.Backlog(WorkPriority.Decode)) ?? home;
        return OnDeviceAsync(soonest, WorkPriority.Decode, (parts, options) => parts.Decode(latents, shape, options), cancellation);
    }

    /// <summary>Who is told of the sequence's steps; the first request that wants previews has the map to colours made.</summary>
    private async Task<IStepObserver> WatchAsync(
        ImageRequest request, AdapterArrivals arrivals, GenerationHandle handle, IStepObserver? next, Device home, CancellationToken cancellation)
    {
        handle.Tell(new GenerationEvent.Started());
        if (request.PreviewEvery > 0)
            _preview ??= await OnDeviceAsync(home, WorkPriority.Encode, LatentPreview.Fit, cancellation).ConfigureAwait(false);
        return new ProgressObserver(handle, arrivals, next, request.PreviewEvery > 0 ? _preview : null, request.PreviewEvery);
    }

    /// <summary>What the steps of a request take on a device, by itself.</summary>
    private double ExpectedSeconds(ImageRequest request, Device device)
    {
        int scale = _bundle.Vae.Scale;
        var unet = StepKinds.Of(_model.UNet, request.Height / scale, request.Width / scale, hasAdapters: !request.Adapters.IsEmpty);
        int rows = request.IsGuided ? 2 : 1;
        double calls = request.InferenceSteps * (request.Source?.Strength ?? 1);
        return calls * (_times.Seconds(unet.Down, rows, device) + _times.Seconds(unet.Up, rows, device)) * (1 + (request.Controls.Length / 2.0));
    }

    private async Task<T> OnDeviceAsync<T>(Device device, WorkPriority priority, Func<ModelParts, RunOptions, T> work, CancellationToken cancellation)
    {
        var kind = new WorkKind($"{priority}", _model.UNet.ParameterCount, 1);
        return await device.RunAsync(
            priority, TimeSpan.FromSeconds(_times.Seconds(kind, 1, device)),
            options =>
            {
                long start = _time.GetTimestamp();
                var result = work(_model.On(device), options);
                _times.Observe(kind, 1, device, _time.GetElapsedTime(start));
                return result;
            },
            cancellation).ConfigureAwait(false);
    }

    /// <summary>Decodes latents on their way, for a preview; it waits its turn like a finished picture.</summary>
    /// <param name="latents">[C, h, w], not changed meanwhile.</param>
    /// <param name="shape">C, h and w.</param>
    /// <param name="cancellation">Stops it within the graph.</param>
    /// <exception cref="NotFiniteException">The latents are no picture.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public Task<PixelImage> DecodeAsync(float[] latents, (int Channels, int Height, int Width) shape, CancellationToken cancellation) =>
        DecodeAsync(latents, shape, _devices.Devices[0], cancellation);

    /// <summary>A picture of numbers that are not finite would be black, and nobody would know why: names whatever may be the reason.</summary>
    private async Task<TimeSpan> DenoiseAsync(LoopSeat seat, Sequence sequence, ImageRequest request, IStepObserver? observer, CancellationToken cancellation)
    {
        try
        {
            return await seat.RunAsync(sequence, observer, cancellation).ConfigureAwait(false);
        }
        catch (NotFiniteException e)
        {
            string[] suspects =
            [
                $"model '{_bundle.Name}'",
                .. request.Adapters.Select(adapter => $"LoRA '{adapter.Name}'"),
                .. request.Controls.Select(control => $"ControlNet '{Path.GetFileName(control.Folder)}'"),
            ];
            throw new NotFiniteException($"{e.Message}; the weights of {string.Join(" or ", suspects)} hold such values, or a scale is too large");
        }
    }

    private Task<Conditions> EncodeAgainAsync(ImageRequest request, AttachedAdapters adapters, Device home, CancellationToken cancellation) =>
        OnDeviceAsync(home, WorkPriority.Encode, (parts, options) => SequenceBuilder.Conditions(request, adapters, parts, options), cancellation);
}
