using CsCheck;
using SwiftDiffusion.Engine.Adapters;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Adapters;

public sealed class RankConcatenationTests
{
    private static readonly Gen<(AdapterTarget Target, ScaledLayer[] Layers)> Cases =
        from target in LayerGen.LinearTarget from layers in LayerGen.LayersOf(target) select (target, layers);

    [Fact]
    public void Concatenation_is_the_sum_of_the_deltas() =>
        Cases.Sample((target, layers) =>
            LayerGen.AreClose(LayerGen.SumOfDeltas(target, layers), Product(RankConcatenation.Concatenate(target, layers))), iter: 200);

    [Fact]
    public void Order_matters_only_to_rounding() =>
        Cases.Sample((target, layers) =>
        {
            var forward = Product(RankConcatenation.Concatenate(target, layers));
            var backward = Product(RankConcatenation.Concatenate(target, [.. layers.Reverse()]));
            return LayerGen.AreClose([.. forward.Select(value => (double)value)], backward);
        }, iter: 100);

    [Fact]
    public void Concatenation_equals_merging() =>
        Cases.Sample((target, layers) =>
        {
            var merged = new float[target.Out * target.In];
            foreach (var (layer, scale) in layers)
                LoraDelta.AddTo(layer, scale, merged);
            return LayerGen.AreClose([.. merged.Select(value => (double)value)], Product(RankConcatenation.Concatenate(target, layers)));
        }, iter: 100);

    [Fact]
    public void Scale_0_is_as_good_as_absent() =>
        Cases.Sample((target, layers) =>
        {
            var present = RankConcatenation.Concatenate(target, [.. layers.Where(scaled => scaled.Layer.Factor(scaled.Scale) != 0)]);
            var all = RankConcatenation.Concatenate(target, layers);
            return all.Rank == present.Rank && all.Down.Span.SequenceEqual(present.Down.Span) && all.Up.Span.SequenceEqual(present.Up.Span);
        }, iter: 100);

    [Fact]
    public void Layout_is_what_the_graph_takes()
    {
        var target = new AdapterTarget(AdapterComponent.UNet, "t", TargetKind.Pointwise, 2, 3, 1, 1);
        var first = new LoraLayer(target, 1, 2, new float[] { 1, 2, 3 }, new float[] { 10, 20 });
        var second = new LoraLayer(target, 2, 2, new float[] { 4, 5, 6, 7, 8, 9 }, new float[] { 30, 40, 50, 60 });

        var both = RankConcatenation.Concatenate(target, [new(first, 0.5f), new(second, 2)]);

        Assert.Equal(3, both.Rank);
        Assert.Equal([1, 4, 7, 2, 5, 8, 3, 6, 9], both.Down.ToArray());
        Assert.Equal([10, 20, 60, 100, 80, 120], both.Up.ToArray());
    }

    [Fact]
    public void No_layers_have_rank_0()
    {
        var target = new AdapterTarget(AdapterComponent.UNet, "t", TargetKind.Linear, 2, 3, 1, 1);

        var none = RankConcatenation.Concatenate(target, []);

        Assert.Equal((0, 0, 0), (none.Rank, none.Down.Length, none.Up.Length));
    }

    [Fact]
    public void Convolutions_and_foreign_layers_are_refused()
    {
        var target = new AdapterTarget(AdapterComponent.UNet, "t", TargetKind.Linear, 1, 1, 1, 1);
        var foreign = new LoraLayer(target with { Path = "other" }, 1, 1, new float[1], new float[1]);

        Assert.Throws<ArgumentException>(() => RankConcatenation.Concatenate(target, [new(foreign, 1)]));
        Assert.Throws<ArgumentException>(() => RankConcatenation.Concatenate(target with { Kind = TargetKind.Convolution }, []));
    }

    /// <summary>(down @ up) transposed: the delta [out, in] that the pair stands for.</summary>
    private static float[] Product(ConcatenatedRank pair)
    {
        var (down, up, target) = (pair.Down.ToArray(), pair.Up.ToArray(), pair.Target);
        return [.. from o in Enumerable.Range(0, target.Out)
                   from i in Enumerable.Range(0, target.In)
                   select (float)Enumerable.Range(0, pair.Rank).Sum(r => (double)down[i * pair.Rank + r] * up[r * target.Out + o])];
    }
}
