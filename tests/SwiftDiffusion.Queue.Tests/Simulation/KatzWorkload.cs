using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Queue.Tests.Simulation;

/// <summary>
/// Requests as in the Katz trace: add-ons by popularity, and often the same set as the request before. The share of repetitions is the one at which LRU
/// caches behind random routing load as often as the paper's (per request, service A: 0.84 ControlNets with 2 in memory, 1.48 LoRAs with 2; published
/// 0.86 and 1.47. Service B: 1.07 and 0.78; published 1.04 and 0.80).
/// </summary>
internal sealed class KatzWorkload(KatzPopularity controlNets, KatzPopularity loras, double repeats, Random random)
{
    private (string[] ControlNets, string[] Loras)? _last;

    public static KatzWorkload OfService(string service, Random random) => service == "A"
        ? new(KatzPopularity.ControlNetsA, KatzPopularity.LorasA, 0.53, random)
        : new(KatzPopularity.ControlNetsB, KatzPopularity.LorasB, 0.57, random);

    public GenerationJob Next()
    {
        if (_last is null || random.NextDouble() >= repeats)
            _last = (controlNets.Draw(random), loras.Draw(random));
        return Samples.Job(loras: _last.Value.Loras, controlNets: _last.Value.ControlNets);
    }
}
