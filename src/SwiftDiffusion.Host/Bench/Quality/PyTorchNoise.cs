using SwiftDiffusion.Engine.NoiseSchedulers;

namespace SwiftDiffusion.Host.Bench.Quality;

/// <summary>
/// torch.randn of PyTorch's CPU generator (ATen, native/cpu/DistributionTemplates.h, normal_fill): sixteen uniform numbers of 24 bits become, by Box and
/// Muller's transform, eight cosines and then eight sines. Pictures whose latents are drawn one after the other are one batch's rows.
/// </summary>
internal sealed class PyTorchNoise(uint seed) : INoiseSource
{
    private const int Block = 16;
    private const int Half = Block / 2;
    private const float Unit = 1f / (1 << 24);

    private readonly MersenneTwister _words = new(seed);

    /// <exception cref="ArgumentException">The length is no multiple of 16, which PyTorch fills in another way.</exception>
    public void FillStandardNormal(Span<float> target)
    {
        if (target.Length % Block != 0)
            throw new ArgumentException($"{target.Length} numbers do not divide into blocks of {Block}.", nameof(target));
        for (; target.Length > 0; target = target[Block..])
            FillBlock(target[..Block]);
    }

    private void FillBlock(Span<float> block)
    {
        for (int i = 0; i < Block; i++)
            block[i] = (_words.Next() & ((1 << 24) - 1)) * Unit;
        for (int i = 0; i < Half; i++)
        {
            // 1 - u is never 0, whose logarithm would be infinite.
            float radius = MathF.Sqrt(-2 * MathF.Log(1 - block[i]));
            var (sine, cosine) = MathF.SinCos(2 * MathF.PI * block[i + Half]);
            (block[i], block[i + Half]) = (radius * cosine, radius * sine);
        }
    }
}
