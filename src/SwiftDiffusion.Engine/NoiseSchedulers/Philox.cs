namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>
/// Philox4x32-10, a counter-based generator: block i of a key is computed from i alone (Salmon et al., 2011, "Parallel random numbers:
/// as easy as 1, 2, 3", section 3). It is the generator of cuRAND, PyTorch on CUDA, TensorFlow and NumPy.
/// </summary>
public static class Philox
{
    private const int Rounds = 10;
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier2 = 0xCD9E8D57;

    // The golden ratio's and sqrt(3)'s fractions: the Weyl sequence that varies the key from round to round.
    private const uint KeyStep0 = 0x9E3779B9;
    private const uint KeyStep1 = 0xBB67AE85;

    /// <summary>The 128-bit block of a 128-bit counter under a 64-bit key, as four words.</summary>
    public static (uint X0, uint X1, uint X2, uint X3) Block((uint C0, uint C1, uint C2, uint C3) counter, ulong key)
    {
        var (c0, c1, c2, c3) = counter;
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (int round = 0; round < Rounds; round++)
        {
            ulong product0 = (ulong)Multiplier0 * c0, product2 = (ulong)Multiplier2 * c2;
            (c0, c1, c2, c3) = ((uint)(product2 >> 32) ^ c1 ^ k0, (uint)product2, (uint)(product0 >> 32) ^ c3 ^ k1, (uint)product0);
            unchecked
            {
                k0 += KeyStep0;
                k1 += KeyStep1;
            }
        }

        return (c0, c1, c2, c3);
    }
}
