using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Synthesis;

/// <summary>The instances of one service.</summary>
internal sealed class Fleet
{
    /// <summary>Multiples of it fill 0..1 evenly, however many there are, and out of step with how busy instances are.</summary>
    private const double GoldenRatio = 0.6180339887498949;

    private readonly ServiceProfile _profile;
    private readonly Instance[] _instances;
    private readonly Weighted _weights;
    private readonly SeededRandom _random;

    private Fleet(ServiceProfile profile, Instance[] instances, Weighted weights, SeededRandom random) =>
        (_profile, _instances, _weights, _random) = (profile, instances, weights, random);

    /// <param name="profile">The service.</param>
    /// <param name="count">Instances; instance i of n is as busy as the published quantile (i + 1/2) / n.</param>
    /// <param name="seed">The trace's seed.</param>
    /// <param name="stream">First of the streams that belong to this fleet.</param>
    public static Fleet Create(ServiceProfile profile, int count, long seed, long stream)
    {
        var random = new SeededRandom(seed, stream);
        double begin = random.NextDouble();
        var instances = Enumerable.Range(1, count).Select(i => new Instance(profile, (begin + (i * GoldenRatio)) % 1, new SeededRandom(seed, stream + i)));
        var weights = Enumerable.Range(0, count).Select(i => Quantile(profile.RequestsPerInstance, (i + 0.5) / count));
        return new Fleet(profile, [.. instances], new Weighted(weights), random);
    }

    /// <summary>The service's next request, without time, prompt and seed.</summary>
    public TraceRequest Next()
    {
        int instance = _weights.Draw(_random);
        var addOns = _instances[instance].Next();
        string service = _profile.Service;
        return new TraceRequest
        {
            At = TimeSpan.Zero,
            Service = service,
            Instance = $"{service}{instance + 1}",
            BaseModel = $"{service}-base",
            ControlNets = [.. addOns.ControlNets.Select(rank => $"{service}-controlnet-{rank}")],
            Loras = [.. addOns.Loras.Select(rank => new LoraUse($"{service}-lora-{rank}"))],
        };
    }

    private static double Quantile(IReadOnlyList<double> values, double quantile)
    {
        double position = quantile * (values.Count - 1);
        int below = Math.Min((int)position, values.Count - 2);
        return values[below] + ((values[below + 1] - values[below]) * (position - below));
    }
}
