using System.Buffers.Binary;
using System.IO.Compression;

namespace SwiftDiffusion.LoadGen.Pictures;

/// <summary>Writes PNG files (W3C PNG, third edition): 8 bits per sample, no interlacing, no filter.</summary>
internal static class PngFile
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="pixel">The colour at (x, y): red, green, blue, opacity.</param>
    public static byte[] Write(int width, int height, Func<int, int, (byte Red, byte Green, byte Blue, byte Alpha)> pixel)
    {
        using var file = new MemoryStream();
        file.Write(Signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 6); // 8 bits, colour with opacity
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Compress(width, height, pixel));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Compress(int width, int height, Func<int, int, (byte Red, byte Green, byte Blue, byte Alpha)> pixel)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal))
        {
            var line = new byte[1 + (4 * width)]; // the first byte names the filter: 0, none
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                    (line[1 + (4 * x)], line[2 + (4 * x)], line[3 + (4 * x)], line[4 + (4 * x)]) = pixel(x, y);
                zlib.Write(line);
            }
        }

        return compressed.ToArray();
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Checksum(Checksum(uint.MaxValue, type), data));
        file.Write(number);
    }

    /// <summary>CRC-32 of the PNG specification, bit by bit: the pictures are small and drawn once.</summary>
    private static uint Checksum(uint checksum, ReadOnlySpan<byte> data)
    {
        foreach (byte value in data)
        {
            checksum ^= value;
            for (int bit = 0; bit < 8; bit++)
                checksum = (checksum >> 1) ^ ((checksum & 1) * 0xEDB88320);
        }

        return checksum;
    }
}
