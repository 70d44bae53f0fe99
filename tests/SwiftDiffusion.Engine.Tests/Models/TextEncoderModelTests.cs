using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Engine.Tests.Devices;
using SwiftDiffusion.Onnx;
using SwiftDiffusion.Onnx.Components;
using SwiftDiffusion.Testing;
using SwiftDiffusion.Testing.TinyModels;
using Xunit;
using static SwiftDiffusion.Engine.Tests.Models.Closeness;

namespace SwiftDiffusion.Engine.Tests.Models;

public sealed class TextEncoderModelTests(TestDevice device) : IClassFixture<TestDevice>
{
    private const int Tokens = 77, End = 1513;

    [Fact]
    public void Later_tokens_do_not_reach_earlier_ones()
    {
        long[] ids = Ids(10), changed = [.. ids];
        changed[40]++;

        float[] before = Run(TinyComponents.TextEncoder, "last_hidden_state", ids), after = Run(TinyComponents.TextEncoder, "last_hidden_state", changed);

        Assert.Equal(before[..(40 * 16)], after[..(40 * 16)]);
        AssertDiffers(before[(40 * 16)..], after[(40 * 16)..]);
    }

    [Fact]
    public void Chunks_are_rows_that_do_not_touch_each_other()
    {
        float[] both = Run(TinyComponents.TextEncoder, "last_hidden_state", [.. Ids(10), .. Ids(500)]);

        AssertClose(Run(TinyComponents.TextEncoder, "last_hidden_state", Ids(10)), both[..(both.Length / 2)], 1e-5);
        AssertClose(Run(TinyComponents.TextEncoder, "last_hidden_state", Ids(500)), both[(both.Length / 2)..], 1e-5);
    }

    [Fact]
    public void Embedding_of_the_end_token_is_pooled()
    {
        long[] ids = Ids(10);
        ids[20] = End;

        float[] hidden = Run(TinyComponents.TextEncoder, "last_hidden_state", ids);

        Assert.Equal(hidden[(20 * 16)..(21 * 16)], Run(TinyComponents.TextEncoder, "pooled", ids));
    }

    [Fact]
    public void Named_end_token_is_pooled_where_it_stands_first()
    {
        long[] ids = Ids(10);
        var component = TinyComponents.TextEncoder.With("eos_token_id", "30");

        float[] hidden = Run(component, "last_hidden_state", ids);

        Assert.Equal(hidden[(20 * 16)..(21 * 16)], Run(component, "pooled", ids));
    }

    [Fact]
    public void Projection_has_its_own_width() => Assert.Equal(12, Run(TinyComponents.ProjectedTextEncoder, "text_embeds", Ids(10)).Length);

    [Fact]
    public void Leaving_out_layers_changes_the_embedding() =>
        AssertDiffers(Run(TinyComponents.TextEncoder, "last_hidden_state", Ids(10)), Run(TinyComponents.TextEncoder, TextEncoderGraph.ClipSkip(1), Ids(10)));

    private static long[] Ids(int first) => [.. Enumerable.Range(first, Tokens)];

    private float[] Run(TinyComponent component, string output, long[] ids)
    {
        using var folder = new TemporaryFolder();
        component.WriteTo(folder.Path);
        var config = TextEncoderConfig.Read(folder.Path);
        using var weights = WeightSet.Open(folder.Path, component.WeightsName);
        using var memory = new WeightMemory();
        using var model = new TextEncoderModel(device.Device, config, weights, memory);
        using var options = new RunOptions();
        using var outputs = model.Run(ids, adapters: null, options, output);
        return outputs.Floats(output).ToArray();
    }
}
