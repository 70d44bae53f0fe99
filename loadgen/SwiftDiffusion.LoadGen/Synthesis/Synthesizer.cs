using SwiftDiffusion.Contracts;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Synthesis;

/// <summary>
/// Makes traces that look like the published services.
/// <list type="number">
/// <item>draw when requests arrive, and of which service they are</item>
/// <item>spread each service's requests over its instances, which are as unevenly busy as the published ones</item>
/// <item>let each instance say what its next request asks for</item>
/// </list>
/// </summary>
internal static class Synthesizer
{
    // Streams of the seed: what one part draws does not shift what another draws.
    private const long ArrivalStream = 1, ServiceStream = 2, DetailStream = 3, FirstInstanceStream = 1L << 32;

    public static Trace Synthesize(SynthesisOptions options)
    {
        // 1. arrivals
        var arrivals = DrawArrivals(options);

        // 2. instances
        var fleets = options.Services.Select((profile, i) => Fleet.Create(
            profile, InstanceCount(options, profile, arrivals.Count(arrival => arrival.Service == i)), options.Seed, FirstInstanceStream * (i + 1))).ToArray();

        // 3. requests
        var details = new SeededRandom(options.Seed, DetailStream);
        var keys = Weighted.Harmonic(options.Keys);
        string name = $"synthetic-{string.Concat(options.Services.Select(profile => profile.Service))}";
        return new Trace(name, [.. arrivals.Select(arrival => Complete(fleets[arrival.Service].Next(), arrival.At, details, keys))]);
    }

    private static List<(double At, int Service)> DrawArrivals(SynthesisOptions options)
    {
        var services = new Weighted(options.Services.Select(profile => (double)profile.Requests));
        var random = new SeededRandom(options.Seed, ServiceStream);
        return [.. options.Arrivals.Times(new SeededRandom(options.Seed, ArrivalStream))
            .TakeWhile(at => at < options.Duration.TotalSeconds).Take(options.MaxRequests).Select(at => (at, services.Draw(random)))];
    }

    private static int InstanceCount(SynthesisOptions options, ServiceProfile profile, int requests) =>
        options.Instances ?? (int)Math.Max(1, Math.Round((double)requests * profile.Instances / profile.Requests));

    private static TraceRequest Complete(TraceRequest request, double at, SeededRandom details, Weighted? keys) => request with
    {
        // Whole microseconds: the last bits of a logarithm may differ between machines.
        At = TimeSpan.FromMicroseconds(Math.Round(at * 1e6)),
        Prompt = PromptBook.Draw(details),
        Seed = (long)(details.NextDouble() * JobLimits.MaxSeed),
        Key = keys is null ? null : $"key-{keys.Draw(details) + 1}",
    };
}
