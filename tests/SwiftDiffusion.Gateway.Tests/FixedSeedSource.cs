namespace SwiftDiffusion.Gateway.Tests;

internal sealed class FixedSeedSource : ISeedSource
{
    public const long Seed = 4711;

    public long NextSeed() => Seed;
}
