using SwiftDiffusion.LoadGen.Analysis;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.AddOns;

/// <summary>
/// Maps a trace's add-ons of one kind to those the server has. A name the server knows stays; any other goes, by its popularity in the trace, to the
/// server's names in turn: rank modulo count. So popular ones stay apart, and the same trace always maps the same way.
/// </summary>
internal sealed class RankMap
{
    private readonly IReadOnlyList<string> _available;
    private readonly Dictionary<string, int> _targets = [];

    /// <param name="requests">The whole trace.</param>
    /// <param name="kind">ControlNets or LoRAs.</param>
    /// <param name="available">What the server has.</param>
    public RankMap(IEnumerable<TraceRequest> requests, AddOnKind kind, IReadOnlyList<string> available)
    {
        _available = available;
        var known = available.Select((name, position) => (name, position)).ToDictionary(entry => entry.name, entry => entry.position);
        var ranked = requests.SelectMany(request => request.NamesOf(kind)).CountBy(name => name)
            .OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Key).ToArray();
        Distinct = ranked.Length;
        int rank = 0;
        foreach (string name in available.Count == 0 ? [] : ranked)
            _targets[name] = known.TryGetValue(name, out int position) ? position : rank++ % available.Count;
    }

    /// <summary>Different names in the trace.</summary>
    public int Distinct { get; }

    /// <summary>
    /// Positions in the server's list for the names of one request. Two names that fall together move to the next free position;
    /// names for which none is left are missing at the end.
    /// </summary>
    public IReadOnlyList<int> Map(IEnumerable<string> names)
    {
        var taken = new List<int>();
        foreach (string name in _available.Count == 0 ? [] : names)
        {
            if (taken.Count == _available.Count)
                break;
            int target = _targets[name];
            while (taken.Contains(target))
                target = (target + 1) % _available.Count;
            taken.Add(target);
        }

        return taken;
    }
}
