using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Analysis;

/// <summary>What a trace is like, service by service.</summary>
/// <param name="Trace">Its name.</param>
/// <param name="Requests">Number of requests.</param>
/// <param name="DurationSeconds">From the beginning to the last arrival.</param>
/// <param name="Burstiness">How all requests together arrive.</param>
/// <param name="Services">Each service, by name.</param>
internal sealed record TraceAnalysis(
    string Trace, int Requests, double DurationSeconds, Burstiness Burstiness, IReadOnlyList<ServiceAnalysis> Services)
{
    public static TraceAnalysis Of(Trace trace) => new(
        trace.Name,
        trace.Requests.Count,
        trace.Duration.TotalSeconds,
        Burstiness.Of(trace.Requests),
        [.. trace.Requests.GroupBy(request => request.Service ?? "all").OrderBy(service => service.Key, StringComparer.Ordinal)
            .Select(service => ServiceAnalysis.Of(service.Key, [.. service]))]);
}

/// <summary>One service of a trace.</summary>
/// <param name="Service">Its name.</param>
/// <param name="Requests">Number of requests.</param>
/// <param name="Instances">Serving instances that took them.</param>
/// <param name="AddOns">ControlNets, then LoRAs.</param>
internal sealed record ServiceAnalysis(string Service, int Requests, int Instances, IReadOnlyList<AddOnAnalysis> AddOns)
{
    public static ServiceAnalysis Of(string service, IReadOnlyList<TraceRequest> requests) => new(
        service,
        requests.Count,
        requests.Select(request => request.Instance).Distinct().Count(),
        [.. AddOnKinds.All.Select(kind => AddOnAnalysis.Of(requests, kind))]);

    public AddOnAnalysis Of(AddOnKind kind) => AddOns.Single(addOn => addOn.Kind == kind);
}
