using System.Runtime.CompilerServices;
using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Onnx.Graphs;

namespace SwiftDiffusion.Engine.Tests.Generation;

/// <summary>ONNX Runtime, but it remembers every tensor that went into a graph or came out of one, to say which of them nobody freed.</summary>
internal sealed class WatchedRuntime : IGraphRuntime
{
    /// <summary>New tensors after which those that were freed meanwhile are forgotten.</summary>
    private const int ForgetEvery = 100_000;

    private readonly OrtRuntime _runtime = new(new DeviceSpec(DeviceKind.Cpu, 1));
    private readonly Lock _gate = new();
    private readonly HashSet<OrtValue> _seen = new(ReferenceEqualityComparer.Instance);
    private int _fresh;

    /// <summary>Tensors seen that are still there.</summary>
    public int Unfreed
    {
        get
        {
            lock (_gate)
                return _seen.Count(tensor => !IsDisposed(tensor));
        }
    }

    public int ThreadsFor(CompiledGraph graph) => 1;

    public ILoadedGraph Load(CompiledGraph graph, WeightMemory weights, bool sharesPackedWeights) => new Watched(this, _runtime.Load(graph, weights, sharesPackedWeights));

    public void Dispose() => _runtime.Dispose();

    private void See(IEnumerable<OrtValue> tensors)
    {
        lock (_gate)
        {
            foreach (var tensor in tensors)
                _fresh += _seen.Add(tensor) ? 1 : 0;
            if (_fresh < ForgetEvery)
                return;
            _seen.RemoveWhere(IsDisposed);
            _fresh = 0;
        }
    }

    /// <summary>A tensor keeps to itself whether it was freed.</summary>
    private static bool IsDisposed(OrtValue tensor) => Disposed(tensor);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_disposed")]
    private static extern ref bool Disposed(OrtValue tensor);

    private sealed class Watched(WatchedRuntime runtime, ILoadedGraph loaded) : ILoadedGraph
    {
        public IReadOnlyList<OrtValue> Run(RunOptions options, string[] inputNames, OrtValue[] inputs, string[] outputNames)
        {
            runtime.See(inputs);
            var outputs = loaded.Run(options, inputNames, inputs, outputNames);
            runtime.See(outputs);
            return outputs;
        }

        public void Dispose() => loaded.Dispose();
    }
}
