using SwiftDiffusion.Engine.Images;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Images;

public sealed class CannyEdgesTests
{
    /// <summary>
    /// Counts and hashes of OpenCV's output on the same pictures: cvtColor(RGB2GRAY), then Canny(grey, low, high, 3, false), recorded with
    /// OpenCV 4.3.
    /// </summary>
    [Theory]
    [InlineData(1, 64, 64, 100, 200, 233, 1235003420u)]
    [InlineData(2, 97, 53, 100, 200, 305, 2925983268u)]
    [InlineData(3, 128, 128, 60, 140, 1343, 2682377870u)]
    [InlineData(4, 31, 80, 40, 100, 223, 1143355574u)]
    [InlineData(5, 200, 150, 0, 0, 10845, 904444402u)]
    [InlineData(6, 1, 40, 20, 50, 7, 928245386u)]
    [InlineData(7, 40, 1, 20, 50, 7, 1918175132u)]
    [InlineData(8, 256, 256, 100, 200, 1807, 4205676884u)]
    [InlineData(9, 64, 64, 0, 400, 690, 4189295771u)]
    [InlineData(10, 3, 3, 10, 20, 6, 657486487u)]
    public void Edges_equal_OpenCVs_pixel_by_pixel(uint seed, int width, int height, int low, int high, int count, uint hash)
    {
        byte[] edges = CannyEdges.Detect(TestPictures.Shapes(seed, width, height), low, high).Luminance();

        Assert.Equal(count, edges.Count(e => e != 0));
        Assert.Equal(hash, TestPictures.Hash(edges));
    }

    [Fact]
    public void A_flat_picture_has_no_edges() =>
        Assert.All(CannyEdges.Detect(TestPictures.Grey(20, 20, (_, _) => 200), 0, 0).Luminance(), e => Assert.Equal(0, e));

    [Fact]
    public void A_rectangle_gives_a_closed_outline_one_pixel_wide()
    {
        var image = TestPictures.Grey(12, 10, (x, y) => x is >= 3 and < 9 && y is >= 3 and < 7 ? (byte)255 : (byte)0);

        // Of the two equally steep pixels at a step the left or upper one stays.
        string[] expected =
        [
            "............",
            "............",
            "....####....",
            "...#....#...",
            "..#.....#...",
            "..#.....#...",
            "...######...",
            "............",
            "............",
            "............",
        ];
        Assert.Equal(expected, Draw(CannyEdges.Detect(image)));
    }

    [Fact]
    public void A_diagonal_step_gives_a_diagonal_line()
    {
        string[] rows = Draw(CannyEdges.Detect(TestPictures.Grey(12, 12, (x, y) => x + y > 11 ? (byte)255 : (byte)0)));

        for (int y = 1; y < 11; y++)
            Assert.InRange(rows[y].Count(c => c == '#'), 1, 2);
    }

    [Fact]
    public void Edges_only_at_the_rim_are_found()
    {
        string[] rows = Draw(CannyEdges.Detect(TestPictures.Grey(8, 8, (x, _) => x == 0 ? (byte)255 : (byte)0)));

        Assert.All(rows, row => Assert.Equal("#.......", row));
    }

    [Theory]
    [InlineData(159, 159, false)] // a step of 40 levels is 160 steep
    [InlineData(160, 160, true)]
    public void The_high_threshold_itself_is_not_steep_enough(int low, int high, bool isEmpty)
    {
        var step = TestPictures.Grey(10, 10, (x, _) => x < 5 ? (byte)60 : (byte)100);

        Assert.Equal(isEmpty, CannyEdges.Detect(step, low, high).Luminance().All(e => e == 0));
    }

    [Fact]
    public void A_weak_edge_stays_where_it_continues_a_strong_one()
    {
        // One vertical step that is strong at the top and fades, and a second one that is weak throughout.
        var image = TestPictures.Grey(30, 20, (x, y) => (byte)(x < 10 ? 50 : x < 20 ? 150 - (3 * y) : 190 - (3 * y)));

        string[] rows = Draw(CannyEdges.Detect(image, 100, 350));

        Assert.All(rows, row => Assert.Contains('#', row[..15]));
        Assert.All(rows, row => Assert.DoesNotContain('#', row[15..]));
    }

    [Fact]
    public void Thresholds_in_the_wrong_order_are_refused()
    {
        var image = TestPictures.Grey(4, 4, (_, _) => 0);

        Assert.Throws<ArgumentOutOfRangeException>(() => CannyEdges.Detect(image, 200, 100));
        Assert.Throws<ArgumentOutOfRangeException>(() => CannyEdges.Detect(image, -1, 100));
    }

    private static string[] Draw(PixelImage edges) =>
        [.. edges.Luminance().Chunk(edges.Width).Select(row => string.Concat(row.Select(e => e != 0 ? '#' : '.')))];
}
