namespace SwiftDiffusion.LoadGen.Synthesis;

/// <summary>One serving instance of a service: what its requests ask for, one after the other.</summary>
internal sealed class Instance
{
    private readonly ServiceProfile _profile;
    private readonly SeededRandom _random;
    private readonly ControlNetChoice _controlNets;
    private readonly LoraChoice _loras;
    private AddOns? _previous;

    /// <param name="profile">The service.</param>
    /// <param name="quantile">0..1: where it stands among all instances by its number of rare ControlNets.</param>
    /// <param name="random">The instance's own.</param>
    public Instance(ServiceProfile profile, double quantile, SeededRandom random)
    {
        (_profile, _random) = (profile, random);
        _controlNets = new ControlNetChoice(profile.ControlNets, quantile, random);
        _loras = new LoraChoice(profile.Loras, random);
    }

    public AddOns Next()
    {
        if (_previous is null || !_random.Chance(_profile.Repeat))
            _previous = new AddOns(_controlNets.Next(), _loras.Next());
        return _previous;
    }
}

/// <summary>What a request asks for besides its prompt, as popularity ranks from 1.</summary>
internal sealed record AddOns(IReadOnlyList<int> ControlNets, IReadOnlyList<int> Loras);
