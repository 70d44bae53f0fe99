using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Onnx.Graphs;
using SwiftDiffusion.Onnx.Graphs.Lowering;

namespace SwiftDiffusion.Engine.Devices;

/// <summary>ONNX Runtime on one kind of device. Flavours of a graph over the same weights share what it packed.</summary>
public sealed class OrtRuntime : IGraphRuntime
{
    /// <summary>Below this a graph is small: its operators are shorter than handing a part of them to another core.</summary>
    public const long SmallGraphParameters = 10_000_000;

    private readonly PrePackedWeightsContainer _packed = new();
    private readonly DeviceSpec _spec;
    private readonly SessionSettings _settings;

    /// <exception cref="DeviceUnavailableException">This build or machine has no such device.</exception>
    public OrtRuntime(DeviceSpec spec, SessionSettings? settings = null)
    {
        if (spec.Kind == DeviceKind.Cuda && !OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider"))
            throw new DeviceUnavailableException($"device {spec}: this build of SwiftDiffusion runs on CPUs only; build it with -p:Accelerator=cuda");
        _spec = spec;
        _settings = settings ?? SessionSettings.Default;
    }

    /// <summary>
    /// As many as the device has; on "cpu" all cores, but one for a small graph (the built-in model's step: 18 ms on one thread, 30 on two).
    /// </summary>
    public int ThreadsFor(CompiledGraph graph) => _spec.HasAllCores && graph.ParameterCount < SmallGraphParameters ? 1 : _spec.Threads;

    public ILoadedGraph Load(CompiledGraph graph, WeightMemory weights, bool sharesPackedWeights)
    {
        if (_settings.BlocksChannels && _spec.Kind == DeviceKind.Cpu && ChannelBlock.Size is > 0 and var block)
            graph = BlockedConvolutions.Rewrite(graph, block);
        using var options = Options(graph);
        foreach (var (initializer, value) in weights.Values(graph.Weights))
            options.AddInitializer(initializer, value);
        var session = _settings.Prepacks && sharesPackedWeights
            ? new InferenceSession(graph.Model.ToArray(), options, _packed)
            : new InferenceSession(graph.Model.ToArray(), options);
        if (_settings.Prepacks)
            WeightMemory.ReleasePages(graph.Weights);
        return new LoadedGraph(session);
    }

    public void Dispose() => _packed.Dispose();

    private SessionOptions Options(CompiledGraph graph)
    {
        int threads = ThreadsFor(graph);
        var options = new SessionOptions
        {
            GraphOptimizationLevel = _settings.Optimization,
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", Path.GetFullPath(graph.WeightFolder));
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", _settings.AllowsSpinning ? "1" : "0");
        options.AddSessionConfigEntry("session.disable_prepacking", _settings.Prepacks ? "0" : "1");
        options.AddSessionConfigEntry("session.prepack.enable_parallel", "1");
        // The first core is the owner's; the runtime counts cores from 1.
        if (_spec.Cores is { } cores && threads > 1)
            options.AddSessionConfigEntry("session.intra_op_thread_affinities", string.Join(';', cores.Numbers.Skip(1).Select(core => core + 1)));
        if (_settings.ProfilePrefix is { } prefix)
        {
            options.ProfileOutputPathPrefix = $"{prefix}{graph.Name}";
            options.EnableProfiling = true;
        }

        if (_spec.Kind == DeviceKind.Cuda)
            options.AppendExecutionProvider_CUDA(_spec.Number);
        return options;
    }

    private sealed class LoadedGraph(InferenceSession session) : ILoadedGraph
    {
        public IReadOnlyList<OrtValue> Run(RunOptions options, string[] inputNames, OrtValue[] inputs, string[] outputNames) =>
            session.Run(options, inputNames, inputs, outputNames);

        public void Dispose() => session.Dispose();
    }
}
