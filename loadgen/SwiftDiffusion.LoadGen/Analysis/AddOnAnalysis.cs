using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Analysis;

/// <summary>How one service's requests use one kind of add-on; the figures of Katz (ATC'25), section 3.</summary>
/// <param name="Kind">ControlNets or LoRAs.</param>
/// <param name="PerRequest">Share of requests that name 0, 1, 2 … of them.</param>
/// <param name="MeanPerRequest">Invocations per request.</param>
/// <param name="Distinct">Different names.</param>
/// <param name="Popularity">Share of invocations of the k most popular together, k from 1.</param>
/// <param name="LruLoadsPerRequest">Loads per request with an LRU cache of 1, 2 … entries in every instance.</param>
/// <param name="LfuLoadsPerRequest">The same with LFU.</param>
/// <param name="UniquePerInstanceRequest">Different names per instance over its requests, summed over instances.</param>
internal sealed record AddOnAnalysis(
    AddOnKind Kind,
    IReadOnlyList<double> PerRequest,
    double MeanPerRequest,
    int Distinct,
    IReadOnlyList<double> Popularity,
    IReadOnlyList<double> LruLoadsPerRequest,
    IReadOnlyList<double> LfuLoadsPerRequest,
    double UniquePerInstanceRequest)
{
    /// <summary>Cache sizes 1 to this are replayed, as in the paper.</summary>
    public const int CacheSizes = 10;

    public static AddOnAnalysis Of(IReadOnlyList<TraceRequest> requests, AddOnKind kind)
    {
        var log = AccessLog.Of(requests, kind);
        double count = requests.Count;
        int most = log.Requests.Max(names => names.Length);
        var perRequest = Enumerable.Range(0, most + 1).Select(n => log.Requests.Count(names => names.Length == n) / count);
        int unique = log.Instances.Sum(instance => instance.SelectMany(request => log.Requests[request]).Distinct().Count());
        return new AddOnAnalysis(
            kind, [.. perRequest], log.Invocations.Sum() / count, log.Invocations.Count, CumulativeShares(log.Invocations),
            [.. LruReplay.Loads(log, CacheSizes).Select(loads => loads / count)],
            [.. LfuReplay.Loads(log, CacheSizes).Select(loads => loads / count)],
            unique / count);
    }

    private static double[] CumulativeShares(IReadOnlyList<int> invocations)
    {
        double total = invocations.Sum(), sum = 0;
        return [.. invocations.OrderDescending().Select(count => (sum += count) / total)];
    }
}
