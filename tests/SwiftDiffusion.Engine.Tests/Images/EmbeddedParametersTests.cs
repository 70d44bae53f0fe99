using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using SwiftDiffusion.Engine.Images;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Images;

public sealed class EmbeddedParametersTests
{
    public static TheoryData<ImageFormat, string> Texts
    {
        get
        {
            var data = new TheoryData<ImageFormat, string>();
            foreach (var format in Enum.GetValues<ImageFormat>())
            {
                data.Add(format, "");
                data.Add(format, "a cat\nNegative prompt: dog\nSteps: 20, Sampler: Euler a");
                data.Add(format, "café à la crème"); // Latin-1
                data.Add(format, "猫と🐱, ελληνικά");
                data.Add(format, new string('x', 30_001));
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Text_is_read_back_and_the_picture_still_decodes(ImageFormat format, string text)
    {
        byte[] encoded = ImageCodec.Encode(TestPictures.Shapes(2, 21, 13), format, 90, text);

        Assert.Equal(text, ImageCodec.ReadParameters(encoded));
        Assert.Equal(21, ImageCodec.Decode(encoded, ImageLimits.Default).Width);
    }

    [Theory]
    [InlineData("plain", "tEXt")]
    [InlineData("naïve", "tEXt")]
    [InlineData("雪", "iTXt")]
    public void Png_text_is_a_chunk_before_the_pixels(string text, string type)
    {
        string png = Encoding.Latin1.GetString(ImageCodec.Encode(TestPictures.Shapes(2, 8, 8), ImageFormat.Png, 100, text));

        int at = png.IndexOf(type + "parameters\0", StringComparison.Ordinal);
        Assert.InRange(at, 33, png.IndexOf("IDAT", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.WebP)]
    public void No_text_reads_as_null(ImageFormat format) =>
        Assert.Null(ImageCodec.ReadParameters(ImageCodec.Encode(TestPictures.Shapes(2, 8, 8), format, 90, null)));

    [Fact]
    public void Containers_without_text_read_as_null()
    {
        Assert.Null(ImageCodec.ReadParameters(SampleFiles.Gif2X2));
        Assert.Null(ImageCodec.ReadParameters(SampleFiles.Bmp2X2));
    }

    [Fact]
    public void Compressed_text_of_other_writers_is_read()
    {
        byte[] png = ImageCodec.Encode(TestPictures.Shapes(2, 8, 8), ImageFormat.Png, 100, null);

        Assert.Equal("short", ImageCodec.ReadParameters(SampleFiles.WithChunk(png, "zTXt", [.. "parameters\0\0"u8, .. Deflate("short"u8.ToArray())])));
        Assert.Equal("雪", ImageCodec.ReadParameters(
            SampleFiles.WithChunk(png, "iTXt", [.. "parameters\0"u8, 1, 0, .. "ja\0x\0"u8, .. Deflate(Encoding.UTF8.GetBytes("雪"))])));
    }

    [Fact]
    public void Broken_text_counts_as_none_and_a_bomb_is_cut()
    {
        byte[] png = ImageCodec.Encode(TestPictures.Shapes(2, 8, 8), ImageFormat.Png, 100, null);

        Assert.Null(ImageCodec.ReadParameters(SampleFiles.WithChunk(png, "zTXt", "parameters\0\0garbage"u8)));
        Assert.Null(ImageCodec.ReadParameters(SampleFiles.WithChunk(png, "iTXt", "parameters\0\0\0no end"u8)));
        Assert.Equal(1 << 20, ImageCodec.ReadParameters(SampleFiles.WithChunk(png, "zTXt", [.. "parameters\0\0"u8, .. Deflate(new byte[40_000_000])]))!.Length);
    }

    [Fact]
    public void Little_endian_exif_with_other_entries_is_read()
    {
        byte[] jpeg = ImageCodec.Encode(TestPictures.Shapes(2, 16, 16), ImageFormat.Jpeg, 90, null);
        byte[] comment = [.. "UNICODE\0"u8, .. Encoding.Unicode.GetBytes("ünï")];
        var tiff = new byte[68 + comment.Length];
        "II*\0"u8.CopyTo(tiff);
        tiff[4] = 8;
        tiff[8] = 2; // two entries: orientation, pointer to the EXIF directory at 38
        Entry(tiff.AsSpan(10), 0x0112, 3, 1, 1);
        Entry(tiff.AsSpan(22), 0x8769, 4, 1, 38);
        tiff[38] = 1;
        Entry(tiff.AsSpan(40), 0x9286, 7, comment.Length, 68);
        comment.CopyTo(tiff, 68);

        Assert.Equal("ünï", ImageCodec.ReadParameters(SampleFiles.WithExif(jpeg, tiff)));
    }

    [Fact]
    public void Texts_that_cannot_be_carried_are_refused()
    {
        var image = TestPictures.Shapes(2, 8, 8);
        string longest = new('y', ImageCodec.MaxJpegParametersChars);

        Assert.Equal(longest, ImageCodec.ReadParameters(ImageCodec.Encode(image, ImageFormat.Jpeg, 90, longest)));
        Assert.Throws<ArgumentException>(() => ImageCodec.Encode(image, ImageFormat.Jpeg, 90, longest + "y"));
        Assert.Throws<ArgumentException>(() => ImageCodec.Encode(image, ImageFormat.Png, 90, "a\0b"));
    }

    private static void Entry(Span<byte> target, ushort tag, ushort type, int count, int value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(target, tag);
        BinaryPrimitives.WriteUInt16LittleEndian(target[2..], type);
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], count);
        BinaryPrimitives.WriteInt32LittleEndian(target[8..], value);
    }

    private static byte[] Deflate(byte[] data)
    {
        using var buffer = new MemoryStream();
        using (var zlib = new ZLibStream(buffer, CompressionLevel.Fastest))
            zlib.Write(data);
        return buffer.ToArray();
    }
}
