using System.Buffers.Binary;
using System.Text;
using SwiftDiffusion.Engine.Images;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Images;

public sealed class MalformedImageTests
{
    private static readonly byte[] Png = ImageCodec.Encode(TestPictures.Shapes(1, 40, 30), ImageFormat.Png, 100, "text");
    private static readonly byte[] Jpeg = ImageCodec.Encode(TestPictures.Shapes(1, 40, 30), ImageFormat.Jpeg, 90, "text");
    private static readonly byte[] WebP = ImageCodec.Encode(TestPictures.Shapes(1, 40, 30), ImageFormat.WebP, 90, "text");

    /// <summary>What is wrong, the bytes, and how the message begins.</summary>
    private static readonly (string Name, byte[] Data, string Message)[] Cases =
    [
        ("empty", [], "the image is empty (0 bytes); accepted are PNG, JPEG, WebP, GIF and BMP"),
        ("text", "hello world"u8.ToArray(), "not a known image: begins with 'hello world' (68656C6C6F20776F726C64); accepted are PNG"),
        ("base64", "iVBORw0KGgo="u8.ToArray(), "not a known image: begins with 'iVBORw0KGgo='"),
        ("data URL", "data:image/png;base64,iVBO"u8.ToArray(), "not a known image: begins with 'data:image/p'"),
        ("tiff", "II*\0\b\0\0\0"u8.ToArray(), "not a known image: begins with 'II*.....'"),
        ("one byte", [0x89], "not a known image: begins with '.' (89)"),
        ("png: signature only", Png[..8], "Png does not begin with a 13-byte IHDR chunk"),
        ("png: cut in IHDR", Png[..20], "Png is truncated: chunk IHDR at byte 8 claims 13 bytes of data"),
        ("png: cut after IHDR", Png[..33], "Png is truncated: it has no IEND chunk"),
        ("png: cut in IDAT", Png[..(Png.Length / 2)], "Png is truncated: chunk IDAT at byte"),
        ("png: without IEND", Png[..^12], "Png is truncated: it has no IEND chunk"),
        ("png: cut in IEND", Png[..^3], "Png is truncated: 9 bytes at byte"),
        ("png: zero width", WithPngSize(0, 30), "Png is 0x30, it has no pixels"),
        ("png: gigapixels", WithPngSize(100_000, 100_000), "Png is 100000x100000; at most 16777216 pixels are accepted"),
        ("png: overflowing size", WithPngSize(uint.MaxValue, uint.MaxValue), "Png is 4294967295x4294967295; at most 16777216 pixels"),
        ("png: size beyond the data", WithPngSize(40, 3000), "Png is truncated or corrupt: its pixels cannot be read"),
        ("png: wrong checksum", Flipped(Png, Png.Length - 30), "Png is corrupt: chunk IDAT at byte"),
        ("png: wrong header checksum", Flipped(Png, 30), "Png is corrupt: chunk IHDR at byte 8 has a wrong checksum"),
        ("png: IDAT is no zlib data", SampleFiles.WithChunk(Png, "IDAT", "not zlib data"u8), "Png is truncated or corrupt"),
        ("png: lying chunk length", WithBytes(Png, 33, 0x7F, 0xFF, 0xFF, 0xFF), "Png is truncated: chunk sBIT at byte 33 claims 2147483647 bytes"),
        ("jpeg: three bytes", Jpeg[..3], "Jpeg is truncated: it ends at byte 3"),
        ("jpeg: cut in its header", Jpeg[..100], "Jpeg is truncated"),
        ("jpeg: cut in half", Jpeg[..((Jpeg.Length + JpegScan()) / 2)], "Jpeg is truncated or corrupt: its pixels cannot be read (IncompleteInput)"),
        ("jpeg: text behind the marker", [0xFF, 0xD8, 0xFF, .. "this is not a picture"u8], "Jpeg is truncated: segment 74 at byte 2"),
        ("jpeg: gigapixels", WithJpegSize(65535, 65535), "Jpeg is 65535x65535; at most 16777216 pixels are accepted"),
        ("jpeg: zero height", WithJpegSize(40, 0), "Jpeg is 40x0, it has no pixels"),
        ("webp: header only", WebP[..12], "WebP is truncated: its header claims"),
        ("webp: cut in half", WebP[..(WebP.Length / 2)], "WebP is truncated: its header claims"),
        ("webp: lying size", WithBytes(WebP, 4, 0xFF, 0xFF, 0xFF, 0xFF), "WebP is truncated: its header claims 4294967303 bytes"),
        ("webp: too small a size", WithBytes(WebP, 4, 4, 0, 0, 0), "WebP does not begin with a VP8, VP8L or VP8X chunk"),
        ("webp: gigapixels", WithBytes(WebP, 24, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF), "WebP is 16777216x16777216; at most 16777216 pixels"),
        ("webp: unknown chunk", WithBytes(WebP, 12, (byte)'A', (byte)'B', (byte)'C', (byte)'D'), "WebP does not begin with a VP8"),
        ("gif: header only", SampleFiles.Gif2X2[..9], "Gif is truncated: 9 bytes do not hold a header"),
        ("gif: without pixels", SampleFiles.Gif2X2[..25], "Gif is truncated or corrupt"),
        ("gif: gigapixels", WithBytes(SampleFiles.Gif2X2, 6, 0xFF, 0xFF, 0xFF, 0xFF), "Gif is 65535x65535; at most 16777216 pixels"),
        ("bmp: a text", "BM, the initials of a writer"u8.ToArray(), "Bmp is "),
        ("bmp: cut", SampleFiles.Bmp2X2[..20], "Bmp is truncated: 20 bytes do not hold a header"),
        ("bmp: cut in its pixels", SampleFiles.Bmp2X2[..60], "Bmp is truncated or corrupt: its pixels cannot be read"),
        ("bmp: gigapixels", WithBytes(SampleFiles.Bmp2X2, 18, 0, 0, 1, 0, 0, 0, 1, 0), "Bmp is 65536x65536; at most 16777216 pixels"),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_is_refused_with_a_message_that_says_what_was_found(string name)
    {
        var (_, data, message) = Cases.Single(c => c.Name == name);

        var refused = Assert.Throws<ImageFormatException>(() => ImageCodec.Decode(data, ImageLimits.Default));

        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_after_the_end_are_ignored()
    {
        foreach (byte[] file in new[] { Png, Jpeg, WebP })
            Assert.Equal(40, ImageCodec.Decode([.. file, .. "trailing bytes"u8], ImageLimits.Default).Width);
    }

    /// <summary>Bytes replaced, removed, inserted and cut at random places of valid files.</summary>
    [Fact]
    public void Mutated_files_decode_or_are_refused_and_nothing_else()
    {
        var random = new Random(20260101);
        byte[][] files = [Png, Jpeg, WebP, SampleFiles.Gif2X2, SampleFiles.Bmp2X2, SampleFiles.WithOrientation(Jpeg, 6)];
        var limits = new ImageLimits(1 << 16);
        int refused = 0;
        for (int run = 0; run < 6000; run++)
        {
            byte[] mutant = Mutate(files[run % files.Length], random);
            refused += Attempt(() => _ = ImageCodec.Decode(mutant, limits)) ? 0 : 1;
            Attempt(() => _ = ImageCodec.ReadParameters(mutant));
        }

        Assert.InRange(refused, 1000, 5900);
    }

    private static bool Attempt(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (ImageFormatException)
        {
            return false;
        }
    }

    private static byte[] Mutate(byte[] file, Random random)
    {
        var bytes = file.ToList();
        for (int edits = 1 + random.Next(4); edits > 0 && bytes.Count > 1; edits--)
        {
            // Headers are where parsers go wrong: half of the edits fall there.
            int at = random.Next(random.Next(2) == 0 ? Math.Min(64, bytes.Count) : bytes.Count);
            switch (random.Next(8))
            {
                case 0: bytes.RemoveAt(at); break;
                case 1: bytes.Insert(at, (byte)random.Next(256)); break;
                case 2: bytes.RemoveRange(at, random.Next(bytes.Count - at)); break;
                case 3: bytes[at] = (byte)(random.Next(2) * 255); break;
                default: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            }
        }

        return [.. bytes];
    }

    private static byte[] WithPngSize(uint width, uint height)
    {
        var data = new byte[13];
        Png.AsSpan(16, 13).CopyTo(data);
        BinaryPrimitives.WriteUInt32BigEndian(data, width);
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(4), height);
        return [.. Png[..8], .. SampleFiles.Chunk("IHDR", data), .. Png[33..]];
    }

    private static byte[] WithJpegSize(ushort width, ushort height)
    {
        int frame = Encoding.Latin1.GetString(Jpeg).IndexOf("\u00FF\u00C0\0", StringComparison.Ordinal);
        return WithBytes(Jpeg, frame + 5, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width);
    }

    private static int JpegScan() => Encoding.Latin1.GetString(Jpeg).IndexOf("\u00FF\u00DA\0", StringComparison.Ordinal);

    private static byte[] WithBytes(byte[] file, int at, params byte[] bytes)
    {
        byte[] copy = [.. file];
        bytes.CopyTo(copy, at);
        return copy;
    }

    private static byte[] Flipped(byte[] file, int at) => WithBytes(file, at, (byte)(file[at] ^ 0x55));
}
