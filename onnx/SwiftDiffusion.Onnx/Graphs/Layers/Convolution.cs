namespace SwiftDiffusion.Onnx.Graphs.Layers;

/// <summary>Convolutions and the resampling around them; feature maps are [rows, channels, height, width].</summary>
public static class Convolution
{
    /// <summary>A convolution with bias and symmetric padding of (kernel - 1) / 2.</summary>
    public static Value Conv(this GraphBuilder g, string path, Value x, int inputs, int outputs, int kernel = 3, int stride = 1)
    {
        long pad = (kernel - 1) / 2;
        return g.Conv(path, x, inputs, outputs, kernel, stride, [pad, pad, pad, pad]);
    }

    /// <summary>Halves the size with a strided convolution. The UNet pads all sides by one, the VAE only right and bottom.</summary>
    public static Value Downsample(this GraphBuilder g, string path, Value x, int channels, bool padsAllSides) =>
        g.Conv($"{path}.downsamplers.0.conv", x, channels, channels, kernel: 3, stride: 2, padsAllSides ? [1, 1, 1, 1] : [0, 0, 1, 1]);

    /// <summary>Repeats pixels to the size of <paramref name="like"/> (twice the size, but for odd ones), then convolves.</summary>
    public static Value UpsampleLike(this GraphBuilder g, string path, Value x, Value like, int channels)
    {
        var channelDims = g.Node("Shape", [x], ("start", 0), ("end", 2));
        var spatialDims = g.Node("Shape", [like], ("start", 2), ("end", 4));
        var sizes = g.Node("Concat", [channelDims, spatialDims], ("axis", 0));
        var larger = g.Nearest(x, [Value.None, Value.None, sizes]);
        return g.Conv($"{path}.upsamplers.0.conv", larger, channels, channels);
    }

    /// <summary>Repeats pixels to twice the size, then convolves.</summary>
    public static Value UpsampleTwice(this GraphBuilder g, string path, Value x, int channels)
    {
        var scales = g.Constant([1f, 1f, 2f, 2f], 4);
        return g.Conv($"{path}.upsamplers.0.conv", g.Nearest(x, [Value.None, scales]), channels, channels);
    }

    private static Value Nearest(this GraphBuilder g, Value x, ReadOnlySpan<Value> target) =>
        g.Node("Resize", [x, .. target], ("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor"));

    private static Value Conv(this GraphBuilder g, string path, Value x, int inputs, int outputs, int kernel, int stride, long[] pads) =>
        g.Node(
            "Conv",
            [x, g.Weight($"{path}.weight", outputs, inputs, kernel, kernel), g.Weight($"{path}.bias", outputs)],
            ("kernel_shape", new long[] { kernel, kernel }), ("strides", new long[] { stride, stride }), ("pads", pads));
}
