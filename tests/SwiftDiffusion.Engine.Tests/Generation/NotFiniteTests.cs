using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.Tests.Models;
using SwiftDiffusion.Testing;
using SwiftDiffusion.Testing.TinyModels;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Generation;

/// <summary>Numbers that are no picture are reported, not shown as a black one.</summary>
public sealed class NotFiniteTests
{
    [Theory]
    [InlineData("unet/diffusion_pytorch_model.safetensors", "conv_out.bias", "the noise prediction of call 1 is not finite; the weights of model 'model' hold such values, or a scale is too large")]
    [InlineData("text_encoder/model.safetensors", "text_model.final_layer_norm.bias", "the noise prediction of call 1 is not finite; the weights of model 'model' hold such values, or a scale is too large")]
    [InlineData("vae/diffusion_pytorch_model.safetensors", "decoder.conv_out.bias", "the picture that the VAE of model 'model' decoded is not finite; its weights hold such values")]
    public async Task Weights_that_are_not_numbers_fail_by_name(string file, string tensor, string message)
    {
        await using var tiny = new TinyEngine(TinyBundle.Sd, folder => SafetensorsWriter.Rewrite(Path.Combine(folder, file), stored => stored.Name == tensor ? Poisoned(stored) : stored));

        var failure = await Assert.ThrowsAsync<NotFiniteException>(() => tiny.PictureAsync(TinyEngine.Request));

        Assert.Equal(message, failure.Message);
    }

    [Fact]
    public async Task Adapter_that_drives_the_model_out_of_range_is_named_and_harms_nobody_else()
    {
        await using var tiny = new TinyEngine();
        byte[] expected = await tiny.PictureAsync(TinyEngine.Request);
        var lora = new TinyLora(TinyLora.UNet, Rank: 1, Alpha: 1e30f, ("down_blocks.0.attentions.0.proj_out", [8, 8, 1, 1]));
        string path = tiny.Add("wild.safetensors", lora.ToBytes());

        var failure = await Assert.ThrowsAsync<NotFiniteException>(() => tiny.PictureAsync(TinyEngine.Request with { Adapters = [new AdapterUse(path, 1e8f)] }));

        Assert.Contains("model 'model' or LoRA 'wild'", failure.Message, StringComparison.Ordinal);
        Assert.Equal(expected, await tiny.PictureAsync(TinyEngine.Request));
    }

    private static StoredTensor Poisoned(StoredTensor tensor) => tensor with { Values = [float.NaN, .. tensor.Values[1..]] };
}
