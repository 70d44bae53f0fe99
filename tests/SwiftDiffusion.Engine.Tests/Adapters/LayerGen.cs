using CsCheck;
using SwiftDiffusion.Engine.Adapters;

namespace SwiftDiffusion.Engine.Tests.Adapters;

/// <summary>Random layers and the plain loops their fast arithmetic is compared with.</summary>
internal static class LayerGen
{
    public static readonly Gen<float> Value = Gen.Int[-1000, 1000].Select(i => i / 500f);

    public static readonly Gen<float> Scale = Gen.Int[-8, 8].Select(i => i / 4f);

    public static readonly Gen<AdapterTarget> LinearTarget = Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40])
        .Select(size => new AdapterTarget(AdapterComponent.UNet, "t", TargetKind.Linear, size.Item1, size.Item2, 1, 1));

    public static readonly Gen<AdapterTarget> AnyTarget = Gen.Select(Gen.Int[1, 20], Gen.Int[1, 20], Gen.Int[1, 3], Gen.Int[1, 3])
        .Select(size => new AdapterTarget(AdapterComponent.UNet, "t", TargetKind.Convolution, size.Item1, size.Item2, size.Item3, size.Item4));

    public static Gen<LoraLayer> LayerOf(AdapterTarget target) =>
        from rank in Gen.Int[1, 9]
        from alpha in Value
        from down in Value.Array[rank * target.Columns]
        from up in Value.Array[target.Out * rank]
        select new LoraLayer(target, rank, alpha, down, up);

    public static Gen<ScaledLayer[]> LayersOf(AdapterTarget target) =>
        Gen.Select(LayerOf(target), Scale).Select(pair => new ScaledLayer(pair.Item1, pair.Item2)).Array[0, 4];

    /// <summary>scale * alpha/rank * up @ down in double precision, [out, columns].</summary>
    public static double[] Delta(LoraLayer layer, float scale)
    {
        var (down, up, columns) = (layer.Down.ToArray(), layer.Up.ToArray(), layer.Target.Columns);
        var delta = new double[layer.Target.Out * columns];
        for (int i = 0; i < delta.Length; i++)
        {
            for (int r = 0; r < layer.Rank; r++)
                delta[i] += (double)up[i / columns * layer.Rank + r] * down[r * columns + i % columns];
            delta[i] *= (double)scale * layer.Alpha / layer.Rank;
        }

        return delta;
    }

    public static double[] SumOfDeltas(AdapterTarget target, IEnumerable<ScaledLayer> layers) =>
        layers.Aggregate(new double[target.Out * target.Columns], (sum, scaled) => [.. sum.Zip(Delta(scaled.Layer, scaled.Scale), (a, b) => a + b)]);

    /// <summary>Sums of at most 36 products of values up to 2, times a factor up to 4: 1e-3 is far above rounding, far below any mistake.</summary>
    public static bool AreClose(IReadOnlyList<double> expected, IReadOnlyList<float> actual) =>
        expected.Count == actual.Count && expected.Zip(actual).All(pair => Math.Abs(pair.First - pair.Second) < 1e-3);
}
