using SwiftDiffusion.Engine.Images;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Images;

public sealed class ImageResizeTests
{
    /// <summary>Hashes of Pillow 9.4's resize(size, LANCZOS), plain and with a centred box, of the same pictures.</summary>
    [Theory]
    [InlineData(1, 64, 64, 32, 32, 3153575115u, 3153575115u)]
    [InlineData(2, 97, 53, 128, 128, 2199668920u, 2754310070u)]
    [InlineData(3, 128, 96, 40, 100, 2910092204u, 3143158092u)]
    [InlineData(4, 50, 50, 200, 13, 2308696445u, 4007362524u)]
    [InlineData(5, 20, 300, 64, 64, 4017612855u, 3716257354u)]
    public void Results_equal_Pillows_Lanczos_bit_by_bit(uint seed, int width, int height, int newWidth, int newHeight, uint stretched, uint covered)
    {
        var image = TestPictures.Shapes(seed, width, height);

        Assert.Equal(stretched, TestPictures.Hash(TestPictures.Rgb(ImageResize.Resize(image, newWidth, newHeight, ResizeMode.Stretch))));
        Assert.Equal(covered, TestPictures.Hash(TestPictures.Rgb(ImageResize.Resize(image, newWidth, newHeight, ResizeMode.Cover))));
    }

    [Theory]
    [InlineData(ResizeMode.Stretch)]
    [InlineData(ResizeMode.Cover)]
    [InlineData(ResizeMode.Contain)]
    public void Any_size_to_any_size_is_exact(ResizeMode mode)
    {
        (int Width, int Height)[] sizes = [(1, 1), (1, 300), (300, 1), (7, 5), (64, 64), (129, 31)];
        foreach (var from in sizes)
        {
            foreach (var to in sizes)
            {
                var resized = ImageResize.Resize(TestPictures.Grey(from.Width, from.Height, (_, _) => 90), to.Width, to.Height, mode);
                Assert.Equal((to.Width, to.Height), (resized.Width, resized.Height));
            }
        }
    }

    [Fact]
    public void The_same_size_is_the_same_picture()
    {
        var image = TestPictures.Shapes(1, 16, 16);

        Assert.Same(image, ImageResize.Resize(image, 16, 16, ResizeMode.Contain));
    }

    [Fact]
    public void Contain_pads_with_opaque_black_evenly()
    {
        var resized = ImageResize.Resize(TestPictures.Grey(8, 4, (_, _) => 200), 8, 8, ResizeMode.Contain);

        byte[] column = [.. resized.Luminance().Chunk(8).Select(row => row[3])];
        Assert.Equal([0, 0, 200, 200, 200, 200, 0, 0], column);
        Assert.True(resized.IsOpaque);
    }

    [Fact]
    public void Cover_cuts_both_sides_alike()
    {
        var image = TestPictures.Grey(12, 4, (x, _) => x is >= 4 and < 8 ? (byte)255 : (byte)0);

        Assert.All(ImageResize.Resize(image, 4, 4, ResizeMode.Cover).Luminance(), level => Assert.Equal(255, level));
    }

    [Fact]
    public void Transparent_pixels_keep_their_colour()
    {
        var image = PixelImage.FromRgba([.. Enumerable.Repeat<byte[]>([200, 100, 50, 0], 64).SelectMany(p => p)], 8, 8);

        var resized = ImageResize.Resize(image, 4, 4, ResizeMode.Stretch);

        Assert.Equal([200, 100, 50, 0], resized.Rgba[..4].ToArray());
    }
}
