using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Host.Inspection;
using SwiftDiffusion.Onnx.Bundles;

namespace SwiftDiffusion.Host.Bench;

/// <summary>Times the creation of ONNX Runtime sessions, each component's weights prepared anew, from a warm page cache.</summary>
internal static class SessionBench
{
    private const int MaxRuns = 3;
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(5);

    public static IReadOnlyList<Measurement> Run(ModelBundle bundle, DeviceSpec spec, Sampler sampler)
    {
        var graphs = BundleGraphs.Of(bundle).ToArray();
        var seconds = graphs.Select(_ => new List<double>()).ToArray();
        for (int run = 0; run < MaxRuns && seconds.Sum(runs => runs.Sum()) < Enough.TotalSeconds; run++)
            CreateAll(graphs, spec, sampler, seconds);
        return [.. graphs.Select((graph, i) => Measurement.Of($"session {graph.Name}", null, seconds[i]))];
    }

    private static void CreateAll(NamedGraph[] graphs, DeviceSpec spec, Sampler sampler, List<double>[] seconds)
    {
        using var device = new Device(spec);
        var memories = graphs.Select(graph => graph.Component).Distinct().ToDictionary(component => component, _ => new WeightMemory());
        var sessions = new List<GraphSession>();
        for (int i = 0; i < graphs.Length; i++)
            seconds[i].Add(sampler.Seconds(() => sessions.Add(device.Load(graphs[i].Graph, memories[graphs[i].Component]))));
        sessions.ForEach(session => session.Dispose());
        foreach (var memory in memories.Values)
            memory.Dispose();
    }
}
