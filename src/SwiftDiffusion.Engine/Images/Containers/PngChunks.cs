using System.Buffers.Binary;
using System.Text;

namespace SwiftDiffusion.Engine.Images.Containers;

/// <summary>
/// Walks the chunks of a PNG after its signature: <c>length(4) type(4) data(length) crc(4)</c>, big-endian. A chunk that does not fit the
/// file ends the walk with <see cref="ImageFormatException"/>.
/// </summary>
internal ref struct PngChunks(ReadOnlySpan<byte> png)
{
    /// <summary>Length, type and checksum around a chunk's data.</summary>
    public const int OverheadBytes = 12;

    private const int SignatureBytes = 8;
    private const int HeaderDataBytes = 13;

    private readonly ReadOnlySpan<byte> _png = png;
    private int _next = SignatureBytes;

    /// <summary>Where the current chunk begins in the file.</summary>
    public int Offset { get; private set; }

    public ReadOnlySpan<byte> Type { get; private set; }

    public ReadOnlySpan<byte> Data { get; private set; }

    private readonly string Where => $"chunk {Encoding.Latin1.GetString(Type)} at byte {Offset}";

    /// <summary>Width and height from IHDR, which must come first.</summary>
    public static (long Width, long Height) ReadSize(ReadOnlySpan<byte> png)
    {
        var chunks = new PngChunks(png);
        if (!chunks.MoveNext() || !chunks.Is("IHDR"u8) || chunks.Data.Length != HeaderDataBytes)
            throw new ImageFormatException("Png does not begin with a 13-byte IHDR chunk");
        return (BinaryPrimitives.ReadUInt32BigEndian(chunks.Data), BinaryPrimitives.ReadUInt32BigEndian(chunks.Data[4..]));
    }

    /// <summary>
    /// Checks what native decoders forgive: every critical chunk whole and with its checksum, and an IEND at the end. A picture whose
    /// lower half is missing must not pass as a grey one.
    /// </summary>
    public static void RequireIntact(ReadOnlySpan<byte> png)
    {
        var chunks = new PngChunks(png);
        while (chunks.MoveNext())
        {
            bool isCritical = (chunks.Type[0] & 0x20) == 0;
            if (isCritical && !chunks.HasValidChecksum())
                throw new ImageFormatException($"Png is corrupt: {chunks.Where} has a wrong checksum");
            if (chunks.Is("IEND"u8))
                return;
        }

        throw new ImageFormatException("Png is truncated: it has no IEND chunk");
    }

    public bool MoveNext()
    {
        if (_next == _png.Length)
            return false;
        Offset = _next;
        var rest = _png[_next..];
        if (rest.Length < OverheadBytes)
            throw new ImageFormatException($"Png is truncated: {rest.Length} bytes at byte {Offset} are too few for a chunk");
        uint length = BinaryPrimitives.ReadUInt32BigEndian(rest);
        Type = rest.Slice(4, 4);
        if (length > rest.Length - OverheadBytes)
            throw new ImageFormatException($"Png is truncated: {Where} claims {length} bytes of data, {rest.Length - OverheadBytes} are left");
        Data = rest.Slice(8, (int)length);
        _next += OverheadBytes + (int)length;
        return true;
    }

    public readonly bool Is(ReadOnlySpan<byte> type) => Type.SequenceEqual(type);

    private readonly bool HasValidChecksum()
    {
        uint stored = BinaryPrimitives.ReadUInt32BigEndian(_png[(Offset + 8 + Data.Length)..]);
        return stored == Crc32.Compute(_png.Slice(Offset + 4, 4 + Data.Length));
    }
}
