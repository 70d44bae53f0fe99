using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace SwiftDiffusion.Engine.Images.Containers;

/// <summary>
/// The text chunks of a PNG (PNG specification, 11.3.3): <c>tEXt</c> is <c>keyword 0 Latin-1</c>, <c>zTXt</c> the same behind zlib,
/// <c>iTXt</c> is <c>keyword 0 compressed method language 0 translated-keyword 0 UTF-8</c>. The choice between them is Pillow's.
/// </summary>
internal static class PngText
{
    /// <summary>More than any prompt; a compressed chunk may claim gigabytes.</summary>
    private const int MaxInflatedBytes = 1 << 20;

    /// <summary>A copy of the PNG with one more text chunk, before its pixel data.</summary>
    public static byte[] Insert(ReadOnlySpan<byte> png, string keyword, string text)
    {
        var chunks = new PngChunks(png);
        while (chunks.MoveNext() && !chunks.Is("IDAT"u8))
        {
        }

        byte[] chunk = BuildChunk(keyword, text);
        var result = new byte[png.Length + chunk.Length];
        png[..chunks.Offset].CopyTo(result);
        chunk.CopyTo(result.AsSpan(chunks.Offset));
        png[chunks.Offset..].CopyTo(result.AsSpan(chunks.Offset + chunk.Length));
        return result;
    }

    /// <summary>The first text under <paramref name="keyword"/>, or null. An unreadable text chunk counts as none.</summary>
    public static string? Read(ReadOnlySpan<byte> png, string keyword)
    {
        var prefix = (ReadOnlySpan<byte>)Encoding.Latin1.GetBytes(keyword + '\0');
        var chunks = new PngChunks(png);
        while (chunks.MoveNext())
        {
            if (!chunks.Data.StartsWith(prefix))
                continue;
            var body = chunks.Data[prefix.Length..];
            string? text = chunks.Is("tEXt"u8) ? Encoding.Latin1.GetString(body)
                : chunks.Is("zTXt"u8) ? ReadCompressed(body)
                : chunks.Is("iTXt"u8) ? ReadInternational(body)
                : null;
            if (text is not null)
                return text;
        }

        return null;
    }

    private static byte[] BuildChunk(string keyword, string text)
    {
        bool isLatin1 = text.All(c => c <= 0xFF);
        byte[] head = Encoding.Latin1.GetBytes((isLatin1 ? "tEXt" : "iTXt") + keyword + (isLatin1 ? "\0" : "\0\0\0\0\0"));
        byte[] body = (isLatin1 ? Encoding.Latin1 : Encoding.UTF8).GetBytes(text);
        var chunk = new byte[4 + head.Length + body.Length + 4];
        BinaryPrimitives.WriteInt32BigEndian(chunk, head.Length - 4 + body.Length);
        head.CopyTo(chunk, 4);
        body.CopyTo(chunk, 4 + head.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Crc32.Compute(chunk.AsSpan(4..^4)));
        return chunk;
    }

    private static string? ReadCompressed(ReadOnlySpan<byte> body) =>
        body is [0, ..] && Inflate(body[1..]) is { } bytes ? Encoding.Latin1.GetString(bytes) : null;

    private static string? ReadInternational(ReadOnlySpan<byte> body)
    {
        if (body.Length < 2)
            return null;
        bool isCompressed = body[0] != 0;
        var rest = body[2..];
        for (int field = 0; field < 2; field++) // language, translated keyword
        {
            int end = rest.IndexOf((byte)0);
            if (end < 0)
                return null;
            rest = rest[(end + 1)..];
        }

        return !isCompressed ? Encoding.UTF8.GetString(rest) : Inflate(rest) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;
    }

    private static byte[]? Inflate(ReadOnlySpan<byte> zlib)
    {
        try
        {
            using var inflater = new ZLibStream(new MemoryStream(zlib.ToArray()), CompressionMode.Decompress);
            var buffer = new byte[MaxInflatedBytes];
            int length = inflater.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return buffer[..length];
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
