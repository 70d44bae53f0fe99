using CsCheck;
using SwiftDiffusion.Engine.Adapters;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Adapters;

public sealed class LoraDeltaTests
{
    private static readonly Gen<LoraLayer> Layers = from target in LayerGen.AnyTarget from layer in LayerGen.LayerOf(target) select layer;

    [Fact]
    public void Merging_adds_scale_times_alpha_over_rank_times_up_times_down() =>
        Gen.Select(Layers, LayerGen.Scale).Sample((layer, scale) =>
        {
            var weight = Enumerable.Range(0, layer.Target.Out * layer.Target.Columns).Select(i => (i % 7) - 3f).ToArray();
            var expected = LayerGen.Delta(layer, scale).Zip(weight, (delta, value) => delta + value).ToArray();

            LoraDelta.AddTo(layer, scale, weight);

            return LayerGen.AreClose(expected, weight);
        }, iter: 300);

    [Fact]
    public void Merging_with_scale_0_leaves_every_bit() =>
        Layers.Sample(layer =>
        {
            var weight = new float[layer.Target.Out * layer.Target.Columns];
            weight.AsSpan().Fill(0.1f);

            LoraDelta.AddTo(layer, 0, weight);

            return weight.All(value => value == 0.1f);
        }, iter: 50);

    [Fact]
    public void Rows_merged_apart_equal_rows_merged_together() =>
        Gen.Select(Layers, Gen.Int[0, 100]).Sample((layer, percent) =>
        {
            var (rows, columns) = (layer.Target.Out, layer.Target.Columns);
            int split = rows * percent / 100;
            var apart = new float[rows * columns];

            LoraDelta.AddRows(layer, 1, 0, apart.AsSpan(0, split * columns));
            LoraDelta.AddRows(layer, 1, split, apart.AsSpan(split * columns));

            return LayerGen.AreClose(LayerGen.Delta(layer, 1), apart);
        }, iter: 100);

    [Fact]
    public void Merging_is_applying_x_down_up() =>
        (from target in LayerGen.LinearTarget
         from layer in LayerGen.LayerOf(target)
         from x in LayerGen.Value.Array[target.In]
         select (layer, x)).Sample((layer, x) =>
        {
            var (down, up) = (layer.Down.ToArray(), layer.Up.ToArray());
            var hidden = Enumerable.Range(0, layer.Rank).Select(r => Enumerable.Range(0, x.Length).Sum(i => (double)x[i] * down[r * x.Length + i])).ToArray();
            var expected = Enumerable.Range(0, layer.Target.Out).Select(o => layer.Alpha / layer.Rank * hidden.Select((h, r) => h * up[o * layer.Rank + r]).Sum()).ToArray();
            var weight = new float[layer.Target.Out * x.Length];

            LoraDelta.AddTo(layer, 1, weight);

            var applied = Enumerable.Range(0, layer.Target.Out).Select(o => x.Select((value, i) => value * weight[o * x.Length + i]).Sum()).ToArray();
            return expected.Zip(applied).All(pair => Math.Abs(pair.First - pair.Second) < 1e-2);
        }, iter: 100);

    [Fact]
    public void Weight_of_another_size_is_refused()
    {
        var target = new AdapterTarget(AdapterComponent.UNet, "t", TargetKind.Linear, 2, 3, 1, 1);
        var layer = new LoraLayer(target, 1, 1, new float[3], new float[2]);

        Assert.Throws<ArgumentException>(() => LoraDelta.AddTo(layer, 1, new float[5]));
    }
}
