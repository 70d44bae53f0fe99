using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Onnx.Graphs;

namespace SwiftDiffusion.Engine.Devices.Emulation;

/// <summary>
/// Stands in for a device that is not there: a graph takes the time its profile says and returns zeros, loading one takes its size over the bandwidth.
/// All else (batching, placement, adapters, queues) is the real thing. One per device; weights are never touched.
/// </summary>
public sealed class EmulatedRuntime : IGraphRuntime
{
    private readonly DeviceProfile _profile;
    private readonly TimeProvider _time;
    private readonly double _scale;
    private readonly EmulatedClock _clock;

    /// <param name="profile">What work costs.</param>
    /// <param name="time">Measures and waits.</param>
    /// <param name="scale">Emulated seconds per real one.</param>
    /// <param name="waits">Told of every wait.</param>
    public EmulatedRuntime(DeviceProfile profile, TimeProvider time, double scale = 1, EmulatedWaits? waits = null)
    {
        _profile = profile;
        _time = time;
        _scale = scale;
        _clock = new EmulatedClock(time, scale, waits);
    }

    /// <summary>None but its caller's, which only waits.</summary>
    public int ThreadsFor(CompiledGraph graph) => 1;

    /// <summary>Takes as long as moving the network to the device.</summary>
    public ILoadedGraph Load(CompiledGraph graph, WeightMemory weights, bool sharesPackedWeights)
    {
        var moving = TimeSpan.FromSeconds(EmulatedCost.SizeBytes(_profile, graph) / _profile.HostToDeviceBytesPerSecond / _scale);
        Task.Delay(moving, _time).GetAwaiter().GetResult();
        return new EmulatedGraph(this, graph);
    }

    public void Patch(int adapters) => _clock.Occupy(TimeSpan.FromSeconds(_profile.Adapter.PatchSeconds * adapters));

    public void Dispose()
    {
        // Nothing is held: the profile is data and the clock has no timer of its own.
    }

    private sealed class EmulatedGraph(EmulatedRuntime runtime, CompiledGraph graph) : ILoadedGraph
    {
        public IReadOnlyList<OrtValue> Run(RunOptions options, string[] inputNames, OrtValue[] inputs, string[] outputNames)
        {
            var named = new NamedInputs(inputNames, inputs);
            runtime._clock.Occupy(EmulatedCost.Of(runtime._profile, graph, named));
            return Array.ConvertAll(outputNames, output => Zeros(EmulatedShapes.Of(graph, output, named)));
        }

        public void Dispose()
        {
            // A loaded graph is only its name and shapes.
        }

        private static OrtValue Zeros(long[] shape)
        {
            var zeros = Tensors.Allocate(shape);
            zeros.GetTensorMutableDataAsSpan<float>().Clear();
            return zeros;
        }
    }
}
