using System.Buffers.Binary;
using System.Text;

namespace SwiftDiffusion.Engine.Images.Containers;

/// <summary>
/// Walks the chunks of a WebP file: <c>RIFF size(4) WEBP</c>, then <c>type(4) size(4) data</c> padded to even, little-endian (RFC 9649).
/// </summary>
internal ref struct RiffChunks
{
    private const int FileHeaderBytes = 12;
    private const int ChunkHeaderBytes = 8;
    private const int ExtendedDataBytes = 10;
    private const byte ExifFlag = 0x08;

    private readonly ReadOnlySpan<byte> _webp;
    private int _next = FileHeaderBytes;

    private RiffChunks(ReadOnlySpan<byte> webp)
    {
        uint claimed = BinaryPrimitives.ReadUInt32LittleEndian(webp[4..]);
        if (claimed > webp.Length - 8)
            throw new ImageFormatException($"WebP is truncated: its header claims {claimed + 8L} bytes, {webp.Length} are here");
        _webp = webp[..(8 + (int)claimed)];
    }

    private ReadOnlySpan<byte> Type { get; set; }

    private ReadOnlySpan<byte> Data { get; set; }

    /// <summary>Width and height from the first chunk: a lossy frame, a lossless one, or the canvas of an extended file.</summary>
    public static (long Width, long Height) ReadSize(ReadOnlySpan<byte> webp)
    {
        var chunks = new RiffChunks(webp);
        if (chunks.MoveNext() && chunks.Data.Length >= ExtendedDataBytes)
        {
            var data = chunks.Data;
            if (chunks.Is("VP8X"u8))
                return (1 + ReadUInt24(data[4..]), 1 + ReadUInt24(data[7..]));
            if (chunks.Is("VP8 "u8) && data[3..].StartsWith<byte>([0x9D, 0x01, 0x2A])) // 3-byte frame tag, start code, 14 bits each
                return (BinaryPrimitives.ReadUInt16LittleEndian(data[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(data[8..]) & 0x3FFF);
            uint bits = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
            if (chunks.Is("VP8L"u8) && data[0] == 0x2F) // 14 bits each, less one
                return (1 + (bits & 0x3FFF), 1 + ((bits >> 14) & 0x3FFF));
        }

        throw new ImageFormatException("WebP does not begin with a VP8, VP8L or VP8X chunk");
    }

    /// <summary>The TIFF data of the EXIF chunk; empty when there is none.</summary>
    public static ReadOnlySpan<byte> FindExif(ReadOnlySpan<byte> webp)
    {
        var chunks = new RiffChunks(webp);
        while (chunks.MoveNext())
        {
            // Some writers keep JPEG's prefix.
            if (chunks.Is("EXIF"u8))
                return chunks.Data.StartsWith(JpegSegments.ExifPrefix) ? chunks.Data[JpegSegments.ExifPrefix.Length..] : chunks.Data;
        }

        return [];
    }

    /// <summary>
    /// A copy with an EXIF chunk at its end. Only an extended file may have one, so a simple lossy file gets a VP8X chunk first;
    /// alpha comes from the encoder in extended form already.
    /// </summary>
    public static byte[] InsertExif(ReadOnlySpan<byte> webp, ReadOnlySpan<byte> tiff, int width, int height)
    {
        var chunks = new RiffChunks(webp);
        bool isExtended = chunks.MoveNext() && chunks.Is("VP8X"u8);
        int extended = isExtended ? 0 : ChunkHeaderBytes + ExtendedDataBytes;
        var result = new byte[webp.Length + extended + ChunkHeaderBytes + tiff.Length + (tiff.Length & 1)];
        webp[..FileHeaderBytes].CopyTo(result);
        webp[FileHeaderBytes..].CopyTo(result.AsSpan(FileHeaderBytes + extended));
        BinaryPrimitives.WriteInt32LittleEndian(result.AsSpan(4), result.Length - 8);

        var head = WriteHeader(result.AsSpan(FileHeaderBytes), "VP8X"u8, ExtendedDataBytes);
        head[0] |= ExifFlag;
        WriteUInt24(head[4..], width - 1);
        WriteUInt24(head[7..], height - 1);
        tiff.CopyTo(WriteHeader(result.AsSpan(webp.Length + extended), "EXIF"u8, tiff.Length));
        return result;
    }

    private bool MoveNext()
    {
        if (_next >= _webp.Length)
            return false;
        var rest = _webp[_next..];
        if (rest.Length < ChunkHeaderBytes)
            throw new ImageFormatException($"WebP is truncated: {rest.Length} bytes at byte {_next} are too few for a chunk");
        Type = rest[..4];
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
        if (size > rest.Length - ChunkHeaderBytes)
        {
            throw new ImageFormatException(
                $"WebP is truncated: chunk {Encoding.Latin1.GetString(Type)} at byte {_next} claims {size} bytes, {rest.Length - ChunkHeaderBytes} are left");
        }

        Data = rest.Slice(ChunkHeaderBytes, (int)size);
        _next += ChunkHeaderBytes + (int)size + (int)(size & 1);
        return true;
    }

    private readonly bool Is(ReadOnlySpan<byte> type) => Type.SequenceEqual(type);

    /// <summary>Writes type and size and returns where the data goes.</summary>
    private static Span<byte> WriteHeader(Span<byte> target, ReadOnlySpan<byte> type, int size)
    {
        type.CopyTo(target);
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], size);
        return target[ChunkHeaderBytes..];
    }

    private static long ReadUInt24(ReadOnlySpan<byte> data) => data[0] | (data[1] << 8) | (data[2] << 16);

    private static void WriteUInt24(Span<byte> target, int value)
    {
        target[0] = (byte)value;
        target[1] = (byte)(value >> 8);
        target[2] = (byte)(value >> 16);
    }
}
