namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>Where a sequence's random numbers come from: a seed, or a recording.</summary>
public interface INoiseSource
{
    /// <summary>Draws independent standard normal numbers.</summary>
    void FillStandardNormal(Span<float> target);
}
