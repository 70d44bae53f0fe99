using System.Collections.Immutable;
using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.AddOns;
using SwiftDiffusion.Contracts.Workers;
using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Engine.Adapters.Store.Origins;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Devices.Emulation;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Host.Configuration;
using SwiftDiffusion.Host.Models;
using SwiftDiffusion.Host.Registered;
using SwiftDiffusion.Host.Telemetry;
using SwiftDiffusion.Onnx;
using SwiftDiffusion.Queue.AddOns;
using SwiftDiffusion.Worker;

namespace SwiftDiffusion.Host.Serving;

/// <summary>
/// The engines of this process as a worker uses them. Started anew it closes models and devices, which ends their jobs, and opens everything again: what a
/// device held is gone, and the process lives.
/// </summary>
internal sealed class LocalEngine : IJobEngine, IAsyncDisposable
{
    /// <summary>Steps of one run while another encodes or decodes and two more wait for their LoRAs; a core gains nothing from larger batches, and takes the first that came first.</summary>
    private const int SlotsPerCpuDevice = 4;

    /// <summary>A GPU does several rows in nearly the time of one: sixteen rows are what a batch may have, two of each guided sequence.</summary>
    private const int SlotsPerGpu = 8;

    private readonly ServerOptions _server;
    private readonly AdapterStoreOptions _adapters;
    private readonly AdapterOrigins _origins;
    private readonly Func<AddOnContents> _contents;
    private readonly ILogger<EngineGenerationService> _log;
    private readonly EngineFigures _figures = new(TimeProvider.System);
    private readonly long _opened = TimeProvider.System.GetTimestamp();
    private volatile Running _running;
    private volatile IReadOnlyList<AddOnEntry> _offered = [];
    private bool _hasStarted;

    private LocalEngine(ServerSettings settings, Func<AddOnContents> contents, ILogger<EngineGenerationService> log)
    {
        (_server, _adapters, _contents, _log) = (settings.Server, settings.Adapters, contents, log);
        _origins = GuardedConnections.Origins(settings.Registry, contents);
        var models = OpenModels();
        _running = RunningOf(models);
        Devices = $"{models.Devices}";
        Slots = models.Devices.Devices.Sum(device => _server.Workflow == ServerWorkflow.Serial ? 1 : device.Spec.Kind == DeviceKind.Cpu ? SlotsPerCpuDevice : SlotsPerGpu);
    }

    public ImmutableArray<ModelInfo> Models => [.. _running.Offered.All.Select(model => model.Info)];

    public string Devices { get; }

    public int Slots { get; }

    /// <summary>How well its emulated devices keep their times.</summary>
    public EmulatedWaits Waits => _running.Models.Devices.Waits;

    public WarmSet Warm => _running is { IsWarm: true } running ? new WarmSet([.. running.Offered.All.Select(WarmOf)]) : WarmSet.Empty;

    /// <summary>Opens the models, so that a folder that is none is told before anything listens.</summary>
    /// <exception cref="ModelFormatException">A folder is not a model.</exception>
    /// <exception cref="DeviceUnavailableException">This build or machine has no such device.</exception>
    /// <param name="settings">Models, devices, tiers and what may be connected to.</param>
    /// <param name="contents">The contents of registered add-ons, once there is a queue.</param>
    /// <param name="log">Where it logs.</param>
    public static LocalEngine Open(ServerSettings settings, Func<AddOnContents> contents, ILogger<EngineGenerationService> log) => new(settings, contents, log);

    public WorkerFigures? Figures() => _figures.Look();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_hasStarted)
                await ReopenAsync().ConfigureAwait(false);
            _hasStarted = true;
            await _running.Service.WarmAsync(_running.Models.Models, cancellationToken).ConfigureAwait(false);
            _running = _running with { IsWarm = true };
        }
        catch (Exception e) when (e is ModelFormatException or AdapterLoadException or DeviceUnavailableException or OnnxRuntimeException or OutOfMemoryException)
        {
            throw new EngineStartException(e.Message, e);
        }
    }

    public async Task OfferAsync(ImmutableArray<AddOnEntry> addOns, CancellationToken cancellationToken)
    {
        _offered = addOns;
        try
        {
            await _running.Offered.OfferAsync(() => _offered, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The engines are being started anew, and then offer the same.
        }
    }

    public async Task<AddOnOutcome> CheckAsync(AddOnRegistration addOn, IProgress<AddOnProgress> progress, CancellationToken cancellationToken)
    {
        try
        {
            return await AddOnChecks.RunAsync(addOn, _running.Offered, _contents(), progress, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (addOn.Kind == AddOnKind.Model && DeviceFailures.Of(e) is { Code: FailureCode.OutOfMemory })
        {
            Log.DeviceFailed(_log, e);
            return new AddOnOutcome.Refused("does not fit the memory of the worker's devices beside the models that are served");
        }
    }

    public async Task WarmAsync(AddOnKind kind, string name, CancellationToken cancellationToken)
    {
        foreach (var model in _running.Offered.All)
        {
            using var use = model.TryUse();
            if (use is not null)
                await WarmAsync(model, kind, name, cancellationToken).ConfigureAwait(false);
        }
    }

    public Task<GenerationOutcome> GenerateAsync(GenerationJob job, IProgress<GenerationProgress> progress, CancellationToken cancellationToken) =>
        _running.Service.GenerateAsync(job, progress, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _figures.Dispose();
        TellOfEmulation(Waits.Look());
        await _running.DisposeAsync().ConfigureAwait(false);
    }

    private static Action<EngineTrouble> TroublesTo(ILogger log) => trouble => Log.EngineTrouble(log, trouble.What, trouble.Failure);

    /// <summary>How far emulated devices kept their times, and what that took of the machine, over the life of the process.</summary>
    private void TellOfEmulation(EmulatedWaitFigures waits)
    {
        int cores = Environment.ProcessorCount;
        double share = Environment.CpuUsage.TotalTime / (TimeProvider.System.GetElapsedTime(_opened) * cores);
        if (waits.Count > 0)
            Log.Emulated(_log, waits.Count, waits.Planned.TotalSeconds, waits.Error, waits.DeviationShare, share, cores);
    }

    private async Task ReopenAsync()
    {
        _running = _running with { IsWarm = false };
        await _running.DisposeAsync().ConfigureAwait(false);
        _running = RunningOf(OpenModels());
        await _running.Offered.OfferAsync(() => _offered, CancellationToken.None).ConfigureAwait(false);
    }

    private LoadedModels OpenModels() => LoadedModels.Open(_server, _adapters, _origins, TroublesTo(_log));

    private Running RunningOf(LoadedModels models)
    {
        // Weights hardly shrink in an archive; what unpacks to more than twice the largest file is none.
        var controlNets = new ArchiveFolders(
            models.Tiers.FetchArchiveAsync, Path.Combine(_adapters.Folder, "controlnets"), ArchiveLayout.ControlNet, 2 * _adapters.MaxFileSizeBytes);
        var folders = new ArchiveFolders(models.Tiers.FetchModelAsync, Path.Combine(_adapters.Folder, "models"), ArchiveLayout.Model, 2 * _adapters.MaxModelSizeBytes);
        var offered = new OfferedModels(models.Models, models.Open, new OfferedAddOns(controlNets, _log), folders, _log);
        return new Running(models, offered, new EngineGenerationService(() => offered.All, _log), IsWarm: false);
    }

    private static async Task WarmAsync(ServedModel model, AddOnKind kind, string name, CancellationToken cancellation)
    {
        if (kind == AddOnKind.Model && model.Info.Id == name)
            await model.WarmAsync(cancellation).ConfigureAwait(false);
        if (kind == AddOnKind.ControlNet && model.AddOns.ControlNets.TryGetValue(name, out string? folder))
            await model.Engine.LoadControlNetAsync(folder, cancellation).ConfigureAwait(false);
        if (kind == AddOnKind.Adapter && model.AddOns.Loras.TryGetValue(name, out var source))
            (await model.Engine.Adapters.AcquireAsync(name, source, progress: null, cancellation).ConfigureAwait(false)).Dispose();
    }

    private static WarmModel WarmOf(ServedModel model) => new(
        model.Info.Id,
        [.. model.AddOns.ControlNets.Where(net => model.Engine.HoldsControlNet(net.Value)).Select(net => net.Key)],
        [.. model.AddOns.Loras.Where(lora => model.Engine.Adapters.Holds(lora.Value)).Select(lora => lora.Key)]);

    private sealed record Running(LoadedModels Models, OfferedModels Offered, EngineGenerationService Service, bool IsWarm) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Offered.DisposeAsync().ConfigureAwait(false);
            await Models.DisposeAsync().ConfigureAwait(false);
        }
    }
}
