using System.Buffers.Binary;

namespace SwiftDiffusion.Engine.Images.Containers;

/// <summary>
/// Walks the marker segments of a JPEG up to the compressed data: <c>FF marker length(2, itself included) data</c>, big-endian
/// (ITU-T T.81, annex B).
/// </summary>
internal ref struct JpegSegments(ReadOnlySpan<byte> jpeg)
{
    /// <summary>What fits one APP1 segment beside its length field.</summary>
    public const int MaxSegmentDataBytes = ushort.MaxValue - 2;

    private const byte App0 = 0xE0;
    private const byte App1 = 0xE1;
    private const byte StartOfScan = 0xDA;

    private readonly ReadOnlySpan<byte> _jpeg = jpeg;

    // After the start-of-image marker.
    private int _next = 2;

    public byte Marker { get; private set; }

    public ReadOnlySpan<byte> Data { get; private set; }

    /// <summary>The bytes that precede TIFF data in an APP1 segment.</summary>
    public static ReadOnlySpan<byte> ExifPrefix => "Exif\0\0"u8;

    /// <summary>SOF0..SOF15, without the three markers of that range that mean tables (DHT, JPG, DAC).</summary>
    private readonly bool IsFrameHeader => Marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    /// <summary>Width and height from the first frame header.</summary>
    public static (long Width, long Height) ReadSize(ReadOnlySpan<byte> jpeg)
    {
        var segments = new JpegSegments(jpeg);
        while (segments.MoveNext())
        {
            if (segments.IsFrameHeader && segments.Data.Length >= 6) // precision(1) height(2) width(2) components(1)
                return (BinaryPrimitives.ReadUInt16BigEndian(segments.Data[3..]), BinaryPrimitives.ReadUInt16BigEndian(segments.Data[1..]));
        }

        throw new ImageFormatException("Jpeg has no frame header before its data");
    }

    /// <summary>The TIFF data of the first EXIF segment; empty when there is none.</summary>
    public static ReadOnlySpan<byte> FindExif(ReadOnlySpan<byte> jpeg)
    {
        var segments = new JpegSegments(jpeg);
        while (segments.MoveNext())
        {
            if (segments.Marker == App1 && segments.Data.StartsWith(ExifPrefix))
                return segments.Data[ExifPrefix.Length..];
        }

        return [];
    }

    /// <summary>A copy with an EXIF segment after the start marker and the JFIF segment, if any.</summary>
    public static byte[] InsertExif(ReadOnlySpan<byte> jpeg, ReadOnlySpan<byte> tiff)
    {
        var segments = new JpegSegments(jpeg);
        int at = segments.MoveNext() && segments.Marker == App0 ? segments._next : 2;
        int length = 2 + ExifPrefix.Length + tiff.Length;
        var result = new byte[jpeg.Length + 2 + length];
        jpeg[..at].CopyTo(result);
        var segment = result.AsSpan(at, 2 + length);
        segment[0] = 0xFF;
        segment[1] = App1;
        BinaryPrimitives.WriteUInt16BigEndian(segment[2..], checked((ushort)length));
        ExifPrefix.CopyTo(segment[4..]);
        tiff.CopyTo(segment[(4 + ExifPrefix.Length)..]);
        jpeg[at..].CopyTo(result.AsSpan(at + segment.Length));
        return result;
    }

    private bool MoveNext()
    {
        int at = _next;
        while (at + 1 < _jpeg.Length && _jpeg[at] == 0xFF && _jpeg[at + 1] == 0xFF) // fill bytes
            at++;
        if (at + 4 > _jpeg.Length)
            throw new ImageFormatException($"Jpeg is truncated: it ends at byte {_jpeg.Length}, before its data");
        if (_jpeg[at] != 0xFF)
            throw new ImageFormatException($"Jpeg is corrupt: expected a marker at byte {at}");
        Marker = _jpeg[at + 1];
        int length = BinaryPrimitives.ReadUInt16BigEndian(_jpeg[(at + 2)..]);
        if (Marker == StartOfScan)
            return false;
        if (length < 2 || at + 2 + length > _jpeg.Length)
            throw new ImageFormatException($"Jpeg is truncated: segment {Marker:X2} at byte {at} claims {length} bytes, {_jpeg.Length - at - 2} are left");
        Data = _jpeg.Slice(at + 4, length - 2);
        _next = at + 2 + length;
        return true;
    }
}
