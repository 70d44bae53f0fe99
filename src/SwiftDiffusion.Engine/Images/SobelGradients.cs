namespace SwiftDiffusion.Engine.Images;

/// <summary>
/// 3x3 Sobel derivatives and |dx| + |dy|, each <c>[h + 2, w + 2]</c> with a border of zeros: nothing beyond the picture is steeper than its rim.
/// </summary>
internal sealed record SobelGradients(short[] Dx, short[] Dy, short[] Steepness, int Stride)
{
    /// <param name="grey"><c>[h + 2, w + 2]</c>, the border included.</param>
    /// <param name="width">w</param>
    /// <param name="height">h</param>
    public static SobelGradients Compute(byte[] grey, int width, int height)
    {
        int stride = width + 2;
        var gradients = new SobelGradients(new short[grey.Length], new short[grey.Length], new short[grey.Length], stride);
        for (int y = 1; y <= height; y++)
        {
            var above = grey.AsSpan((y - 1) * stride, stride);
            var line = grey.AsSpan(y * stride, stride);
            var below = grey.AsSpan((y + 1) * stride, stride);
            var dxLine = gradients.Dx.AsSpan(y * stride, stride);
            var dyLine = gradients.Dy.AsSpan(y * stride, stride);
            var steepLine = gradients.Steepness.AsSpan(y * stride, stride);
            for (int x = 1; x <= width; x++)
            {
                int dx = above[x + 1] + (2 * line[x + 1]) + below[x + 1] - above[x - 1] - (2 * line[x - 1]) - below[x - 1];
                int dy = below[x - 1] + (2 * below[x]) + below[x + 1] - above[x - 1] - (2 * above[x]) - above[x + 1];
                dxLine[x] = (short)dx;
                dyLine[x] = (short)dy;
                steepLine[x] = (short)(Math.Abs(dx) + Math.Abs(dy));
            }
        }

        return gradients;
    }
}
