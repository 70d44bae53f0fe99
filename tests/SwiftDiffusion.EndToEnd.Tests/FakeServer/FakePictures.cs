using SwiftDiffusion.Engine.Images;

namespace SwiftDiffusion.EndToEnd.Tests.FakeServer;

/// <summary>Small pictures that can be told apart.</summary>
internal static class FakePictures
{
    /// <summary>A disc before a sky, coloured by the seed.</summary>
    /// <param name="seed">Decides the colours.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="parameters">Embedded in the file; null embeds nothing.</param>
    public static byte[] Png(long seed, int width = 128, int height = 128, string? parameters = null) =>
        ImageCodec.Encode(Draw(seed, width, height), ImageFormat.Png, 100, parameters);

    public static string PngUrl(long seed, int width = 128, int height = 128) => $"data:image/png;base64,{Convert.ToBase64String(Png(seed, width, height))}";

    public static string JpegUrl(long seed, int side = 64) =>
        $"data:image/jpeg;base64,{Convert.ToBase64String(ImageCodec.Encode(Draw(seed, side, side), ImageFormat.Jpeg, 70, null))}";

    private static PixelImage Draw(long seed, int width, int height)
    {
        var rgb = new byte[width * height * 3];
        int hue = (int)(seed * 37 % 200);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                double far = Math.Pow((x - (width / 2.0)) / width, 2) + Math.Pow((y - (height / 2.0)) / height, 2);
                int at = ((y * width) + x) * 3;
                (rgb[at], rgb[at + 1], rgb[at + 2]) = far < 0.07
                    ? ((byte)(55 + hue), (byte)(220 - hue), (byte)90)
                    : ((byte)(20 + (y * 60 / height)), (byte)(40 + (y * 70 / height)), (byte)(90 + hue / 2));
            }
        }

        return PixelImage.FromRgb(rgb, width, height);
    }
}
