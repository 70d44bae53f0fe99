using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Onnx.Graphs;

namespace SwiftDiffusion.Engine.Devices;

/// <summary>A graph loaded on a device, ready to run.</summary>
public sealed class GraphSession : IDisposable
{
    private readonly ILoadedGraph _loaded;
    private readonly Device _device;
    private readonly string[] _outputNames;

    internal GraphSession(Device device, CompiledGraph graph, ILoadedGraph loaded)
    {
        _device = device;
        Graph = graph;
        _loaded = loaded;
        _outputNames = [.. graph.Outputs.Select(output => output.Name)];
    }

    public CompiledGraph Graph { get; }

    /// <summary>Runs the graph. The caller owns the outputs.</summary>
    /// <param name="inputs">A value for every graph input, by name.</param>
    /// <param name="options">Carries termination; <c>RunOptions.Terminate</c> stops a run between nodes.</param>
    /// <param name="outputs">Names of the wanted outputs; all of them by default.</param>
    public Outputs Run(IReadOnlyDictionary<string, OrtValue> inputs, RunOptions options, params string[] outputs)
    {
        string[] names = outputs.Length == 0 ? _outputNames : outputs;
        string[] inputNames = [.. inputs.Keys];
        OrtValue[] inputValues = [.. inputs.Values];
        long start = Stopwatch.GetTimestamp();
        var results = _loaded.Run(options, inputNames, inputValues, names);
        _device.AddRunTime(Stopwatch.GetTimestamp() - start);
        return new Outputs(names, results);
    }

    public void Dispose() => _loaded.Dispose();
}
