namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>
/// Standard normal numbers from a 64-bit seed, the same bits on every machine and runtime. Number i of draw d is the sine half of
/// Box and Muller's transform ("A note on the generation of random normal deviates", 1958) of the Philox block with counter (d, 0, i, 0).
/// </summary>
/// <remarks>
/// The layout is that of PyTorch's randn on CUDA for image-sized tensors, so a seed shows the noise people know from a GPU web UI.
/// Library logarithms and sines differ in the last bit between platforms; <see cref="PortableMath"/> is used instead.
/// </remarks>
public sealed class SeededNoise(ulong seed) : INoiseSource
{
    private const double TwoToMinus32 = 1.0 / 4294967296.0;

    private uint _draws;

    public void FillStandardNormal(Span<float> target)
    {
        for (int i = 0; i < target.Length; i++)
        {
            var (x, y, _, _) = Philox.Block((_draws, 0, (uint)i, 0), seed);
            // Half a unit keeps the logarithm away from 0 and the largest number at 6.8 deviations.
            double radius = Math.Sqrt(-2 * PortableMath.Log((x + 0.5) * TwoToMinus32));
            target[i] = (float)(radius * PortableMath.SinTurns((y + 0.5) * TwoToMinus32));
        }

        _draws++;
    }
}
