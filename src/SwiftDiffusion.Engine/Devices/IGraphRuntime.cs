using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Onnx.Graphs;

namespace SwiftDiffusion.Engine.Devices;

/// <summary>What loads graphs for a device: ONNX Runtime, or whatever stands in for it. Thread-safe.</summary>
public interface IGraphRuntime : IDisposable
{
    /// <summary>Threads that a run of the graph occupies on the host; 1 means that runs need no threads but their caller's.</summary>
    int ThreadsFor(CompiledGraph graph);

    /// <summary>Makes a graph ready to run.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="weights">Its tensors; must outlive the result.</param>
    /// <param name="sharesPackedWeights">Whether packed weights may go to memory that other flavours read, and that only grows.</param>
    ILoadedGraph Load(CompiledGraph graph, WeightMemory weights, bool sharesPackedWeights);

    /// <summary>Takes the time that writing adapters into the weights would take; nothing where they are inputs of the graphs.</summary>
    /// <param name="adapters">How many.</param>
    void Patch(int adapters)
    {
    }
}

/// <summary>
/// A graph that can be run, by several threads at a time. What lies between the networks of a model (skips, residuals, embedded control images) is
/// opaque to its callers: only the first dimension, the rows, is read. The sizes of "noise_prediction", of pictures, moments and prompt embeddings are those
/// of the graph.
/// </summary>
public interface ILoadedGraph : IDisposable
{
    /// <summary>Runs the graph to its end.</summary>
    /// <param name="options">Carries termination.</param>
    /// <param name="inputNames">Every graph input.</param>
    /// <param name="inputs">Their values, in the same order.</param>
    /// <param name="outputNames">Wanted outputs.</param>
    /// <returns>One value per wanted output, in order; the caller disposes each.</returns>
    IReadOnlyList<OrtValue> Run(RunOptions options, string[] inputNames, OrtValue[] inputs, string[] outputNames);
}
