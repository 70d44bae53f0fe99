using System.Collections.Immutable;
using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Workers;
using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Devices.Emulation;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Host.Configuration;
using SwiftDiffusion.Host.Models;
using SwiftDiffusion.Host.Telemetry;
using SwiftDiffusion.Onnx;
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
    private readonly ILogger<EngineGenerationService> _log;
    private readonly EngineFigures _figures = new(TimeProvider.System);
    private volatile Running _running;
    private readonly long _opened = TimeProvider.System.GetTimestamp();
    private bool _hasStarted;

    private LocalEngine(ServerOptions server, AdapterStoreOptions adapters, LoadedModels models, ILogger<EngineGenerationService> log)
    {
        (_server, _adapters, _log) = (server, adapters, log);
        _running = new Running(models, new EngineGenerationService(models.Models, log), IsWarm: false);
        Models = [.. models.Models.Select(model => model.Info)];
        Devices = $"{models.Devices}";
        Slots = models.Devices.Devices.Sum(device => server.Workflow == ServerWorkflow.Serial ? 1 : device.Spec.Kind == DeviceKind.Cpu ? SlotsPerCpuDevice : SlotsPerGpu);
    }

    public ImmutableArray<ModelInfo> Models { get; }

    public string Devices { get; }

    public int Slots { get; }

    /// <summary>How well its emulated devices keep their times.</summary>
    public EmulatedWaits Waits => _running.Models.Devices.Waits;

    public WarmSet Warm => _running is { IsWarm: true } running ? new WarmSet([.. running.Models.Models.Select(WarmOf)]) : WarmSet.Empty;

    /// <summary>Opens the models, so that a folder that is none is told before anything listens.</summary>
    /// <exception cref="ModelFormatException">A folder is not a model.</exception>
    /// <exception cref="DeviceUnavailableException">This build or machine has no such device.</exception>
    public static LocalEngine Open(ServerSettings settings, ILogger<EngineGenerationService> log) =>
        new(settings.Server, settings.Adapters, LoadedModels.Open(settings.Server, settings.Adapters, TroublesTo(log)), log);

    public WorkerFigures? Figures() => _figures.Look();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_hasStarted)
                await ReopenAsync().ConfigureAwait(false);
            _hasStarted = true;
            await _running.Service.WarmAsync(cancellationToken).ConfigureAwait(false);
            _running = _running with { IsWarm = true };
        }
        catch (Exception e) when (e is ModelFormatException or AdapterLoadException or DeviceUnavailableException or OnnxRuntimeException or OutOfMemoryException)
        {
            throw new EngineStartException(e.Message, e);
        }
    }

    public Task<GenerationOutcome> GenerateAsync(GenerationJob job, IProgress<GenerationProgress> progress, CancellationToken cancellationToken) =>
        _running.Service.GenerateAsync(job, progress, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _figures.Dispose();
        TellOfEmulation(Waits.Look());
        await _running.Models.DisposeAsync().ConfigureAwait(false);
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
        await _running.Models.DisposeAsync().ConfigureAwait(false);
        var models = LoadedModels.Open(_server, _adapters, TroublesTo(_log));
        _running = new Running(models, new EngineGenerationService(models.Models, _log), IsWarm: false);
    }

    private static WarmModel WarmOf(ServedModel model) => new(
        model.Info.Id,
        [.. model.ControlNets.Where(net => model.Engine.HoldsControlNet(net.Value)).Select(net => net.Key)],
        [.. model.Loras.Where(lora => model.Engine.Adapters.Holds(lora.Value)).Select(lora => lora.Key)]);

    private sealed record Running(LoadedModels Models, EngineGenerationService Service, bool IsWarm);
}
