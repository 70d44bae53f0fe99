using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Onnx.Graphs;

namespace SwiftDiffusion.Engine.Tests.Generation;

/// <summary>ONNX Runtime, but runs of one graph fail: all of them, or the first few.</summary>
internal sealed class FailingRuntime(string? graphName = null, int failures = int.MaxValue) : IGraphRuntime
{
    private readonly OrtRuntime _runtime = new(new DeviceSpec(DeviceKind.Cpu, 1));
    private int _left = failures;

    public int ThreadsFor(CompiledGraph graph) => 1;

    public ILoadedGraph Load(CompiledGraph graph, WeightMemory weights, bool sharesPackedWeights)
    {
        var loaded = _runtime.Load(graph, weights, sharesPackedWeights);
        return graph.Name == graphName ? new Failing(this, loaded) : loaded;
    }

    public void Dispose() => _runtime.Dispose();

    private sealed class Failing(FailingRuntime runtime, ILoadedGraph loaded) : ILoadedGraph
    {
        public IReadOnlyList<OrtValue> Run(RunOptions options, string[] inputNames, OrtValue[] inputs, string[] outputNames) =>
            Interlocked.Decrement(ref runtime._left) >= 0 ? throw new InvalidOperationException("the device is broken")
                : loaded.Run(options, inputNames, inputs, outputNames);

        public void Dispose() => loaded.Dispose();
    }
}
