namespace SwiftDiffusion.LoadGen.Synthesis;

/// <summary>
/// The ControlNets of one instance's new orders: a set that all instances share, for some orders in a row; or, for a while, now one and now another of
/// the few rare ControlNets that this instance has. A set of share p and mean run r is begun with a probability proportional to p / r, so that its share
/// of orders is p.
/// </summary>
internal sealed class ControlNetChoice
{
    private readonly ControlNetProfile _profile;
    private readonly SeededRandom _random;
    private readonly IReadOnlyList<int>[] _own;
    private readonly Weighted _begins;
    private int? _current;

    /// <param name="profile">The service's.</param>
    /// <param name="quantile">0..1: where the instance stands among all by its number of rare ControlNets.</param>
    /// <param name="random">The instance's own.</param>
    public ControlNetChoice(ControlNetProfile profile, double quantile, SeededRandom random)
    {
        (_profile, _random) = (profile, random);
        _own = [.. DrawOwn(OwnCount(profile.Own, quantile)).Select(rank => (IReadOnlyList<int>)[rank])];
        _begins = new Weighted(profile.Sets.Select(set => set.Share / set.Run).Append(profile.Own.Share / profile.Own.Run));
    }

    /// <summary>Ranks of the next order's ControlNets.</summary>
    public IReadOnlyList<int> Next()
    {
        if (_current is null || _random.Chance(1 / RunOf(_current.Value)))
            _current = _begins.Draw(_random);
        return IsOwn(_current.Value) ? _own[_random.Below(_own.Length)] : _profile.Sets[_current.Value].Ranks;
    }

    /// <summary>The own ones stand behind the sets.</summary>
    private bool IsOwn(int choice) => choice == _profile.Sets.Count;

    private double RunOf(int choice) => IsOwn(choice) ? _profile.Own.Run : _profile.Sets[choice].Run;

    /// <summary>The quantile of the geometric distribution.</summary>
    private static int OwnCount(OwnControlNets own, double quantile) =>
        Math.Min(own.Most, own.Least + (int)(Math.Log(1 - quantile) / Math.Log(own.Further / (1 + own.Further))));

    private List<int> DrawOwn(int count)
    {
        var popularity = new PopularityCurve(_profile.Own.Popularity, before: _profile.Sets.SelectMany(set => set.Ranks).Max());
        var ranks = new List<int>();
        while (ranks.Count < count)
        {
            int rank = popularity.Draw(_random);
            if (!ranks.Contains(rank))
                ranks.Add(rank);
        }

        return ranks;
    }
}
