using System.CommandLine;
using SwiftDiffusion.LoadGen.Synthesis;
using SwiftDiffusion.LoadGen.Synthesis.Arrivals;

namespace SwiftDiffusion.LoadGen.Commands;

/// <summary>The options that say what to synthesize.</summary>
internal sealed class SynthesisOptionSet
{
    private enum ArrivalKind
    {
        Poisson,
        Gamma,
        Diurnal,
    }

    private readonly Option<double> _rate = ValueOption.Number("--rate", "Requests per second on average", 1.0, 1e-6, 1e5);
    private readonly Option<int> _requests = ValueOption.Number("--requests", "End after this many requests; 0 for no limit", 0, 0, 10_000_000);
    private readonly Option<ArrivalKind> _arrivals = ValueOption.Word(
        "--arrivals", "How requests arrive", ArrivalKind.Poisson, ("poisson", ArrivalKind.Poisson), ("gamma", ArrivalKind.Gamma), ("diurnal", ArrivalKind.Diurnal));
    private readonly Option<double> _variation = ValueOption.Number("--variation", "Gamma arrivals: standard deviation of the gaps over their mean", 3.0, 0.01, 100);
    private readonly Option<double> _swing = ValueOption.Number("--swing", "Diurnal arrivals: how far the rate swings around its mean, 0 to 1", 0.8, 0, 1);
    private readonly Option<TimeSpan?> _period = ValueOption.Duration("--period", "Diurnal arrivals: length of a day", TimeSpan.FromDays(1));
    private readonly Option<int> _instances = ValueOption.Number(
        "--instances", "Serving instances per service whose requests are mixed; 0 for as many as keep the published number of requests each", 0, 0, 100_000);
    private readonly Option<int> _keys = ValueOption.Number("--keys", "API keys the requests are spread over, unevenly; 0 for none", 0, 0, 10_000);

    public IEnumerable<Option> Options => [_rate, _requests, _arrivals, _variation, _swing, _period, _instances, _keys];

    /// <param name="parsed">The arguments.</param>
    /// <param name="services">"A", "B" or "AB".</param>
    /// <param name="duration">Length of the trace; null for no limit.</param>
    /// <param name="seed">Decides everything.</param>
    /// <exception cref="UserException">The trace would have no end.</exception>
    public SynthesisOptions Read(ParseResult parsed, string services, TimeSpan? duration, long seed)
    {
        int requests = parsed.GetValue(_requests), instances = parsed.GetValue(_instances);
        if (duration is null && requests == 0)
            throw new UserException("A synthetic trace needs an end: give --duration or --requests.");
        return new SynthesisOptions
        {
            Services = [.. ServiceProfile.All.Where(profile => services.Contains(profile.Service, StringComparison.Ordinal))],
            Arrivals = ReadArrivals(parsed),
            Seed = seed,
            Duration = duration ?? TimeSpan.MaxValue,
            MaxRequests = requests == 0 ? int.MaxValue : requests,
            Instances = instances == 0 ? null : instances,
            Keys = parsed.GetValue(_keys),
        };
    }

    private IArrivals ReadArrivals(ParseResult parsed)
    {
        double rate = parsed.GetValue(_rate);
        return parsed.GetValue(_arrivals) switch
        {
            ArrivalKind.Gamma => new GammaArrivals(rate, parsed.GetValue(_variation)),
            ArrivalKind.Diurnal => new DiurnalArrivals(rate, parsed.GetValue(_swing), parsed.GetValue(_period)!.Value),
            _ => new PoissonArrivals(rate),
        };
    }
}
