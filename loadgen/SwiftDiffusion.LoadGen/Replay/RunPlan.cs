using SwiftDiffusion.Contracts;
using SwiftDiffusion.LoadGen.AddOns;
using SwiftDiffusion.LoadGen.Synthesis;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Replay;

/// <summary>
/// Turns a trace into what will be sent when; the same every time.
/// <list type="number">
/// <item>keep the part to be played, and thin it out or copy it to the wanted rate</item>
/// <item>put requests to their instants by the time scale</item>
/// <item>give the server's add-ons to each, and what the trace does not say</item>
/// <item>mark what is warm-up, what will be taken back, and whose add-ons are new</item>
/// </list>
/// </summary>
internal static class RunPlan
{
    private const long RateStream = 11, DetailStream = 12, CancelStream = 13;

    public static IReadOnlyList<PlannedRequest> Create(Trace trace, AddOnMap addOns, RunOptions options)
    {
        // 1. and 2. arrivals
        var arrivals = Scale([.. trace.Requests.TakeWhile(request => request.At < options.Duration)], options)
            .Select(request => (At: request.At / options.TimeScale, Request: request)).OrderBy(arrival => arrival.At);

        var details = new SeededRandom(options.Seed, DetailStream);
        var cancels = new SeededRandom(options.Seed, CancelStream);
        var seen = new HashSet<string>();
        var plan = new List<PlannedRequest>();
        foreach (var (at, request) in arrivals)
        {
            // 3. content
            var complete = Complete(addOns.Map(request), details, options);

            // 4. marks
            TimeSpan? cancelAfter = cancels.Chance(options.CancelRate) ? options.CancelAfter * cancels.NextExponential() : null;
            plan.Add(new PlannedRequest(plan.Count, at, complete, at < options.WarmUp, cancelAfter, WarmthOf(complete, seen)));
        }

        return plan;
    }

    /// <summary>Copies are spread over the mean gap behind their original, so that they are no bursts of equal requests.</summary>
    private static IEnumerable<TraceRequest> Scale(IReadOnlyList<TraceRequest> requests, RunOptions options)
    {
        if (options.RateScale == 1 || requests.Count == 0)
            return requests;
        var random = new SeededRandom(options.Seed, RateStream);
        var gap = (requests[^1].At - requests[0].At) / requests.Count;
        return requests.SelectMany(request =>
        {
            int copies = (int)(options.RateScale + random.NextDouble());
            return Enumerable.Range(0, copies).Select(copy =>
                copy == 0 ? request : request with { At = request.At + (gap * random.NextDouble()), Seed = null });
        }).ToArray();
    }

    private static TraceRequest Complete(TraceRequest request, SeededRandom random, RunOptions options) => request with
    {
        Prompt = request.Prompt ?? PromptBook.Draw(random),
        Seed = request.Seed ?? (long)(random.NextDouble() * JobLimits.MaxSeed),
        Size = request.Size ?? options.Size,
        Steps = request.Steps ?? options.Steps,
        ServiceLevelObjective = request.ServiceLevelObjective ?? options.ServiceLevelObjective,
    };

    private static Warmth WarmthOf(TraceRequest request, HashSet<string> seen)
    {
        string[] names = [.. request.ControlNets.Select(name => $"controlnet {name}"), .. request.Loras.Select(lora => $"lora {lora.Name}")];
        int before = seen.Count;
        seen.UnionWith(names);
        return names.Length == 0 ? Warmth.None : seen.Count > before ? Warmth.Cold : Warmth.Warm;
    }
}
