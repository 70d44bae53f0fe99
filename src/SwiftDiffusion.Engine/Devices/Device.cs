using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Onnx.Graphs;

namespace SwiftDiffusion.Engine.Devices;

/// <summary>Makes sessions of compiled graphs on one device. Flavours of a graph over the same weights share what ONNX Runtime packed.</summary>
public sealed class Device : IDisposable
{
    private readonly PrePackedWeightsContainer _packed = new();
    private readonly SessionSettings _settings;

    public Device(DeviceSpec spec, SessionSettings? settings = null)
    {
        Spec = spec;
        _settings = settings ?? SessionSettings.Default;
    }

    public DeviceSpec Spec { get; }

    /// <summary>Time the device's sessions spent in ONNX Runtime so far.</summary>
    public RuntimeClock RuntimeClock { get; } = new();

    /// <summary>Threads a graph runs on.</summary>
    public int Threads => Spec is { Kind: DeviceKind.Cpu, Number: > 0 } ? Spec.Number : Environment.ProcessorCount;

    /// <summary>Creates the session of a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="weights">Its tensors; must outlive the session.</param>
    /// <param name="sharesPackedWeights">Whether packed weights go to the container that other flavours read, and that only grows.</param>
    public GraphSession Load(CompiledGraph graph, WeightMemory weights, bool sharesPackedWeights = true)
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = _settings.Optimization,
            IntraOpNumThreads = Threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", Path.GetFullPath(graph.WeightFolder));
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", _settings.AllowsSpinning ? "1" : "0");
        if (!_settings.Prepacks)
            options.AddSessionConfigEntry("session.disable_prepacking", "1");
        if (Spec.Kind == DeviceKind.Cuda)
            options.AppendExecutionProvider_CUDA(Spec.Number);
        foreach (var binding in graph.Weights)
            options.AddInitializer(binding.Initializer, weights.Value(binding));
        var session = _settings.Prepacks && sharesPackedWeights
            ? new InferenceSession(graph.Model.ToArray(), options, _packed)
            : new InferenceSession(graph.Model.ToArray(), options);
        return new GraphSession(graph, session, RuntimeClock);
    }

    public void Dispose() => _packed.Dispose();
}
