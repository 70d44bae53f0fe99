using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SwiftDiffusion.Gateway;

/// <summary>Seeds from the operating system, so that gateways started at the same moment do not repeat each other.</summary>
internal sealed class SystemSeedSource : ISeedSource
{
    public long NextSeed()
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }
}
