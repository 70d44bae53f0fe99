using SwiftDiffusion.Engine.Adapters;
using SwiftDiffusion.Onnx.Safetensors;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Adapters;

public sealed class LoraSummaryTests
{
    [Fact]
    public void Summary_needs_no_model()
    {
        using var file = new LoraFileBuilder()
            .With("lora_unet_any_module.lora_down.weight", [4, 8], TensorDtype.F16).With("lora_unet_any_module.lora_up.weight", [8, 4], TensorDtype.F16).With("lora_unet_any_module.alpha", [], [2])
            .With("lora_te_other.lora_down.weight", [2, 8, 3, 3]).With("lora_te_other.lora_up.weight", [8, 2, 1, 1])
            .With("lone.lora_A.weight", [2, 8]).With("lone.lora_B.weight", [8, 2])
            .With("emb_params", [1])
            .WithMetadata("ss_network_dim", "4").WithMetadata("trigger", "neon glow, neon").WithMetadata("ss_tag_frequency", new string('x', 500)).WithMetadata("private", "p")
            .Write();

        var summary = LoraSummary.Read(file.Path, LoraLimits.Default);

        Assert.Equal([LoraFormat.Kohya, LoraFormat.Peft], summary.Formats);
        Assert.Equal([new(null, 1), new(AdapterComponent.UNet, 1), new(AdapterComponent.TextEncoder, 1)], summary.Components);
        Assert.Equal([2, 4], summary.Ranks);
        Assert.Equal([2f], summary.Alphas);
        Assert.Equal([TensorDtype.F32, TensorDtype.F16], summary.Dtypes);
        Assert.True(summary.HasConvolutions);
        Assert.Equal(["emb_params"], summary.UnrecognizedTensors);
        Assert.Equal(["neon glow", "neon"], summary.TriggerWords);
        Assert.Equal(["ss_network_dim", "ss_tag_frequency", "trigger"], summary.Metadata.Keys.Order());
        Assert.Equal(201, summary.Metadata["ss_tag_frequency"].Length);
        Assert.Equal(new FileInfo(file.Path).Length, summary.FileSizeBytes);
    }

    [Fact]
    public void Unsupported_formats_are_named()
    {
        using var file = new LoraFileBuilder().With("lora_unet_a.hada_w1_a", [2, 2]).With("lora_unet_a.dora_scale", [2]).Write();

        var summary = LoraSummary.Read(file.Path, LoraLimits.Default);

        Assert.Equal(["DoRA", "LoHa"], summary.UnsupportedFormats);
        Assert.Empty(summary.UnrecognizedTensors);
    }
}
