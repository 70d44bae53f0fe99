using System.Buffers.Binary;
using System.Text;

namespace SwiftDiffusion.Engine.Tests.Images;

/// <summary>Small files written by hand, and additions to valid ones.</summary>
internal static class SampleFiles
{
    /// <summary>Red, green / blue, white; one LZW block.</summary>
    public static byte[] Gif2X2 { get; } =
    [
        .. "GIF89a"u8, 2, 0, 2, 0, 0x91, 0, 0,
        255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255,
        0x2C, 0, 0, 0, 0, 2, 0, 2, 0, 0,
        2, 3, 0x44, 0x34, 0x05, 0, 0x3B,
    ];

    /// <summary>The same picture, 24 bits a pixel, bottom row first, rows padded to four bytes.</summary>
    public static byte[] Bmp2X2 { get; } =
    [
        .. "BM"u8, 70, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0,
        40, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 1, 0, 24, 0, 0, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        255, 0, 0, 255, 255, 255, 0, 0, 0, 0, 255, 0, 255, 0, 0, 0,
    ];

    /// <summary>A PNG chunk with the right checksum after IHDR.</summary>
    public static byte[] WithChunk(byte[] png, string type, ReadOnlySpan<byte> data)
    {
        const int afterHeader = 8 + 12 + 13;
        return [.. png[..afterHeader], .. Chunk(type, data), .. png[afterHeader..]];
    }

    public static byte[] Chunk(string type, ReadOnlySpan<byte> data)
    {
        byte[] body = [.. Encoding.Latin1.GetBytes(type), .. data];
        var chunk = new byte[body.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        body.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Crc(body));
        return chunk;
    }

    public static byte[] WithExif(byte[] jpeg, byte[] tiff)
    {
        int length = 8 + tiff.Length;
        return [0xFF, 0xD8, 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. "Exif\0\0"u8, .. tiff, .. jpeg[2..]];
    }

    /// <summary>A TIFF directory of one entry: tag 274, one SHORT.</summary>
    public static byte[] WithOrientation(byte[] jpeg, byte orientation) =>
        WithExif(jpeg, [.. "MM\0*\0\0\0\b"u8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]);

    private static uint Crc(byte[] data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320u);
        }

        return ~crc;
    }
}
