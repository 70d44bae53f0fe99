using SwiftDiffusion.Engine.Adapters;
using Xunit;
using static SwiftDiffusion.Engine.Tests.Adapters.LoraNamingTests;

namespace SwiftDiffusion.Engine.Tests.Adapters;

public sealed class AdapterStackTests
{
    private const string Query = "mid_block.attentions.0.transformer_blocks.0.attn1.to_q";

    private static readonly LoraFile First = Load(Pair(Query + ".lora_{0}.weight", "A", "B", 8), Catalogs.Small);

    private static readonly LoraFile Second = Load(Pair(Query + ".lora_{0}.weight", "A", "B", 8)
        .With("conv_in.lora_A.weight", [1, 4, 3, 3]).With("conv_in.lora_B.weight", [4, 1, 1, 1]), Catalogs.Small);

    [Fact]
    public void Layers_of_one_target_come_in_the_order_of_the_adapters()
    {
        var stack = new AdapterStack([(First, 1), (Second, 0.5f)]);
        var target = First.Layers[0].Target;

        Assert.Equal(["conv_in", Query], stack.Targets.Select(t => t.Path).Order());
        Assert.Equal([1, 0.5f], stack.LayersOf(target).Select(scaled => scaled.Scale));
        Assert.Equal(4, stack.Concatenate(target).Rank);
    }

    [Fact]
    public void Adapter_of_scale_0_is_absent()
    {
        var stack = new AdapterStack([(Second, 0)]);

        Assert.Empty(stack.Targets);
        Assert.Equal(0, stack.Concatenate(First.Layers[0].Target).Rank);
        Assert.Empty(AdapterStack.Empty.Targets);
    }

    [Fact]
    public void Merging_a_target_adds_every_adapters_share()
    {
        var target = First.Layers[0].Target;
        var merged = new float[target.Out * target.Columns];

        new AdapterStack([(First, 1), (Second, 0.5f)]).MergeInto(target, merged);

        Assert.True(LayerGen.AreClose([.. LayerGen.Delta(First.Layers[0], 1.5f)], merged));
    }
}
