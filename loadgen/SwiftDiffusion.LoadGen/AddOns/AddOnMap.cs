using SwiftDiffusion.LoadGen.Analysis;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.AddOns;

/// <summary>Replaces a trace's add-ons by those that the server, or the stub adapter server, offers.</summary>
/// <param name="trace">The whole trace: popularity decides.</param>
/// <param name="loras">Names or addresses of LoRAs.</param>
/// <param name="controlNets">Names of ControlNets.</param>
internal sealed class AddOnMap(Trace trace, IReadOnlyList<string> loras, IReadOnlyList<string> controlNets)
{
    private readonly RankMap _loras = new(trace.Requests, AddOnKind.Lora, loras);
    private readonly RankMap _controlNets = new(trace.Requests, AddOnKind.ControlNet, controlNets);

    public TraceRequest Map(TraceRequest request) => request with
    {
        Loras = [.. _loras.Map(request.Loras.Select(lora => lora.Name)).Select((target, i) => new LoraUse(loras[target], request.Loras[i].Scale))],
        ControlNets = [.. _controlNets.Map(request.ControlNets).Select(target => controlNets[target])],
    };

    /// <summary>What the mapping does, for people; null when the trace has no add-ons.</summary>
    public string? Describe()
    {
        string[] parts = [.. new[] { Part("LoRAs", _loras, loras), Part("ControlNets", _controlNets, controlNets) }.OfType<string>()];
        return parts.Length == 0 ? null : string.Join("; ", parts);
    }

    private static string? Part(string what, RankMap map, IReadOnlyList<string> available) => map.Distinct == 0
        ? null
        : available.Count == 0 ? $"{map.Distinct} {what} of the trace left out, as the server lists none" : $"{map.Distinct} {what} of the trace on {available.Count}";
}
