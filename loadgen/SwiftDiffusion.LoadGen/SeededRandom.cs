namespace SwiftDiffusion.LoadGen;

/// <summary>
/// Random numbers that are the same on every machine and in every version: PCG XSH-RR 64/32 (O'Neill 2014, https://www.pcg-random.org).
/// Generators with one seed and different streams are independent. Not for several threads at once.
/// </summary>
internal sealed class SeededRandom
{
    private const ulong Multiplier = 6364136223846793005;

    private readonly ulong _increment;
    private ulong _state;

    public SeededRandom(long seed, long stream = 0)
    {
        _increment = ((ulong)stream << 1) | 1;
        NextUInt32();
        _state += (ulong)seed;
        NextUInt32();
    }

    public uint NextUInt32()
    {
        ulong old = _state;
        _state = (old * Multiplier) + _increment;
        uint shifted = (uint)(((old >> 18) ^ old) >> 27);
        return uint.RotateRight(shifted, (int)(old >> 59));
    }

    /// <summary>0 inclusive to 1 exclusive, 53 bits.</summary>
    public double NextDouble() => (((ulong)(NextUInt32() >> 5) << 26) | (NextUInt32() >> 6)) * (1.0 / (1UL << 53));

    /// <summary>0 to <paramref name="bound"/> exclusive. The bias of multiplying instead of rejecting is below bound / 2^32.</summary>
    public int Below(int bound) => (int)(((ulong)NextUInt32() * (ulong)bound) >> 32);

    /// <summary>True with the given probability.</summary>
    public bool Chance(double probability) => NextDouble() < probability;

    /// <summary>Exponential with mean 1.</summary>
    public double NextExponential() => -Math.Log(1 - NextDouble());

    /// <summary>Standard normal, by Marsaglia's polar method; the second value of each pair is not kept.</summary>
    public double NextNormal()
    {
        while (true)
        {
            double u = (2 * NextDouble()) - 1, v = (2 * NextDouble()) - 1;
            double square = (u * u) + (v * v);
            if (square is > 0 and < 1)
                return u * Math.Sqrt(-2 * Math.Log(square) / square);
        }
    }

    /// <summary>Gamma with the given shape and mean 1, by Marsaglia and Tsang (2000); shapes below 1 are boosted by a power of a uniform.</summary>
    public double NextGamma(double shape)
    {
        if (shape < 1)
            return NextGamma(shape + 1) * (shape + 1) / shape * Math.Pow(1 - NextDouble(), 1 / shape);
        double d = shape - (1.0 / 3), c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = NextNormal(), root = 1 + (c * x);
            double v = root * root * root;
            if (v > 0 && Math.Log(1 - NextDouble()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
                return d * v / shape;
        }
    }
}
