using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Onnx.Graphs;
using SwiftDiffusion.Onnx.Graphs.Lowering;

namespace SwiftDiffusion.Engine.Devices;

/// <summary>Makes sessions of compiled graphs on one device. Flavours of a graph over the same weights share what ONNX Runtime packed.</summary>
public sealed class Device : IDisposable
{
    private const long SmallGraphParameters = 10_000_000;

    private readonly PrePackedWeightsContainer _packed = new();
    private readonly SessionSettings _settings;
    private long _runTicks;

    /// <exception cref="DeviceUnavailableException">This build or machine has no such device.</exception>
    public Device(DeviceSpec spec, SessionSettings? settings = null)
    {
        if (spec.Kind == DeviceKind.Cuda && !OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider"))
            throw new DeviceUnavailableException($"device {spec}: this build of SwiftDiffusion runs on CPUs only; build it with -p:Accelerator=cuda");
        Spec = spec;
        _settings = settings ?? SessionSettings.Default;
    }

    public DeviceSpec Spec { get; }

    /// <summary>
    /// Threads a graph runs on: as many as the device names; on "cpu" all cores, but one for a small graph, whose operators are shorter than handing a
    /// part of them to another core (the built-in model's step: 18 ms on one thread, 30 on two).
    /// </summary>
    public int ThreadsFor(CompiledGraph graph) => Spec.Number == 0 && graph.ParameterCount < SmallGraphParameters ? 1 : Threads;

    /// <summary>Threads a large graph runs on.</summary>
    public int Threads => Spec is { Kind: DeviceKind.Cpu, Number: > 0 } ? Spec.Number : Environment.ProcessorCount;

    /// <summary>Time spent inside ONNX Runtime by all runs so far; the rest of a step is this project's own.</summary>
    public TimeSpan RunTime => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _runTicks));

    /// <summary>Creates the session of a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="weights">Its tensors; must outlive the session.</param>
    /// <param name="sharesPackedWeights">Whether packed weights go to the container that other flavours read, and that only grows.</param>
    public GraphSession Load(CompiledGraph graph, WeightMemory weights, bool sharesPackedWeights = true)
    {
        if (_settings.BlocksChannels && Spec.Kind == DeviceKind.Cpu && ChannelBlock.Size is > 0 and var block)
            graph = BlockedConvolutions.Rewrite(graph, block);
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = _settings.Optimization,
            IntraOpNumThreads = ThreadsFor(graph),
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", Path.GetFullPath(graph.WeightFolder));
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", _settings.AllowsSpinning ? "1" : "0");
        options.AddSessionConfigEntry("session.disable_prepacking", _settings.Prepacks ? "0" : "1");
        options.AddSessionConfigEntry("session.prepack.enable_parallel", "1");
        if (_settings.ProfilePrefix is { } prefix)
        {
            options.ProfileOutputPathPrefix = $"{prefix}{graph.Name}";
            options.EnableProfiling = true;
        }

        if (Spec.Kind == DeviceKind.Cuda)
            options.AppendExecutionProvider_CUDA(Spec.Number);
        foreach (var (initializer, value) in weights.Values(graph.Weights))
            options.AddInitializer(initializer, value);
        var session = _settings.Prepacks && sharesPackedWeights
            ? new InferenceSession(graph.Model.ToArray(), options, _packed)
            : new InferenceSession(graph.Model.ToArray(), options);
        if (_settings.Prepacks)
            WeightMemory.ReleasePages(graph.Weights);
        return new GraphSession(this, graph, session);
    }

    internal void AddRunTime(long stopwatchTicks) => Interlocked.Add(ref _runTicks, stopwatchTicks);

    public void Dispose() => _packed.Dispose();
}
