using System.Buffers.Binary;
using System.IO.Compression;
using SwiftDiffusion.LoadGen.Pictures;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Tests.Pictures;

public sealed class PngFileTests
{
    [Fact]
    public void A_picture_has_its_size_and_its_pixels()
    {
        byte[] file = PngFile.Write(3, 2, (x, y) => ((byte)x, (byte)y, 9, 255));

        Assert.Equal((3, 2), (BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(20))));
        Assert.Equal([0, 0, 0, 9, 255, 1, 0, 9, 255, 2, 0, 9, 255, 0, 0, 1, 9, 255, 1, 1, 9, 255, 2, 1, 9, 255], PixelsOf(file));
    }

    /// <summary>The end chunk is always the same, checksum included.</summary>
    [Fact]
    public void Chunks_carry_their_checksum() =>
        Assert.Equal([0, 0, 0, 0, (byte)'I', (byte)'E', (byte)'N', (byte)'D', 0xAE, 0x42, 0x60, 0x82], PngFile.Write(1, 1, (_, _) => default)[^12..]);

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.25)]
    [InlineData(1.0)]
    public void A_mask_covers_its_share_of_the_picture(double ratio)
    {
        byte[] pixels = PixelsOf(Convert.FromBase64String(RequestPictures.TransparentMask(new ImageSize(64, 64), ratio)));

        int clear = Enumerable.Range(0, 64 * 64).Count(i => pixels[(i / 64 * 257) + 1 + (i % 64 * 4) + 3] == 0);
        Assert.Equal(ratio, clear / 4096.0, 0.02);
    }

    private static byte[] PixelsOf(byte[] file)
    {
        int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(33));
        using var zlib = new ZLibStream(new MemoryStream(file, 41, length), CompressionMode.Decompress);
        using var pixels = new MemoryStream();
        zlib.CopyTo(pixels);
        return pixels.ToArray();
    }
}
