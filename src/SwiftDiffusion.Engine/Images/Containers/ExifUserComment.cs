using System.Buffers.Binary;
using System.Text;

namespace SwiftDiffusion.Engine.Images.Containers;

/// <summary>
/// A TIFF structure that holds nothing but an EXIF UserComment (CIPA DC-008, tag 0x9286): an eight-byte character code, then the text.
/// Written as the web-UI world does: big-endian, "UNICODE", UTF-16.
/// </summary>
internal static class ExifUserComment
{
    private const ushort ExifPointerTag = 0x8769;
    private const ushort UserCommentTag = 0x9286;
    private const ushort LongType = 4;
    private const ushort UndefinedType = 7;
    private const int HeaderBytes = 8;
    private const int EntryBytes = 12;

    // A directory of one entry: count(2), the entry, offset of the next directory(4).
    private const int DirectoryBytes = 2 + EntryBytes + 4;
    private const int TextOffset = HeaderBytes + (2 * DirectoryBytes);

    /// <summary>Longest text, in UTF-16 units, whose EXIF data fits one JPEG segment.</summary>
    public const int MaxCharsInJpeg = (JpegSegments.MaxSegmentDataBytes - 6 - TextOffset - 8) / 2;

    private static ReadOnlySpan<byte> UnicodeCode => "UNICODE\0"u8;

    private static ReadOnlySpan<byte> AsciiCode => "ASCII\0\0\0"u8;

    public static byte[] Write(string text)
    {
        int commentBytes = UnicodeCode.Length + (2 * text.Length);
        var tiff = new byte[TextOffset + commentBytes];
        "MM\0*\0\0\0\b"u8.CopyTo(tiff); // byte order, 42, offset of the first directory
        WriteDirectory(tiff.AsSpan(HeaderBytes), ExifPointerTag, LongType, 1, HeaderBytes + DirectoryBytes);
        WriteDirectory(tiff.AsSpan(HeaderBytes + DirectoryBytes), UserCommentTag, UndefinedType, commentBytes, TextOffset);
        UnicodeCode.CopyTo(tiff.AsSpan(TextOffset));
        Encoding.BigEndianUnicode.GetBytes(text, tiff.AsSpan(TextOffset + UnicodeCode.Length));
        return tiff;
    }

    /// <summary>The comment, or null when there is none or the structure is broken.</summary>
    public static string? Read(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < HeaderBytes || !(tiff.StartsWith("MM\0*"u8) || tiff.StartsWith("II*\0"u8)))
            return null;
        bool isBigEndian = tiff[0] == (byte)'M';
        var root = Directory(tiff, ReadUInt32(tiff[4..], isBigEndian), isBigEndian);
        var pointer = FindEntry(root, ExifPointerTag, isBigEndian);
        if (pointer.IsEmpty)
            return null;
        var exif = Directory(tiff, ReadUInt32(pointer[8..], isBigEndian), isBigEndian);
        var entry = FindEntry(exif, UserCommentTag, isBigEndian);
        if (entry.IsEmpty)
            return null;
        uint count = ReadUInt32(entry[4..], isBigEndian);
        uint offset = ReadUInt32(entry[8..], isBigEndian);
        if (count < 8 || (ulong)offset + count > (ulong)tiff.Length)
            return null;
        return Decode(tiff.Slice((int)offset, (int)count), isBigEndian);
    }

    private static string Decode(ReadOnlySpan<byte> comment, bool isBigEndian)
    {
        var text = comment[8..];
        if (comment.StartsWith(UnicodeCode))
            return (isBigEndian ? Encoding.BigEndianUnicode : Encoding.Unicode).GetString(text);
        return (comment.StartsWith(AsciiCode) ? Encoding.Latin1 : Encoding.UTF8).GetString(text);
    }

    private static void WriteDirectory(Span<byte> target, ushort tag, ushort type, int count, int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(target, 1);
        BinaryPrimitives.WriteUInt16BigEndian(target[2..], tag);
        BinaryPrimitives.WriteUInt16BigEndian(target[4..], type);
        BinaryPrimitives.WriteInt32BigEndian(target[6..], count);
        BinaryPrimitives.WriteInt32BigEndian(target[10..], value);
    }

    /// <summary>The entries of the directory at <paramref name="offset"/>; empty when it does not fit.</summary>
    private static ReadOnlySpan<byte> Directory(ReadOnlySpan<byte> tiff, uint offset, bool isBigEndian)
    {
        if (offset > tiff.Length - 2)
            return [];
        var rest = tiff[(int)offset..];
        int bytes = ReadUInt16(rest, isBigEndian) * EntryBytes;
        return bytes <= rest.Length - 2 ? rest.Slice(2, bytes) : [];
    }

    private static ReadOnlySpan<byte> FindEntry(ReadOnlySpan<byte> entries, ushort tag, bool isBigEndian)
    {
        for (; entries.Length >= EntryBytes; entries = entries[EntryBytes..])
        {
            if (ReadUInt16(entries, isBigEndian) == tag)
                return entries[..EntryBytes];
        }

        return [];
    }

    private static ushort ReadUInt16(ReadOnlySpan<byte> data, bool isBigEndian) =>
        isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(data) : BinaryPrimitives.ReadUInt16LittleEndian(data);

    private static uint ReadUInt32(ReadOnlySpan<byte> data, bool isBigEndian) =>
        isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(data) : BinaryPrimitives.ReadUInt32LittleEndian(data);
}
