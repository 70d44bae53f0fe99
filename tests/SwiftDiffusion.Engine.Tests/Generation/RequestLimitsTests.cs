using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.Images;
using SwiftDiffusion.Engine.Tests.Images;
using SwiftDiffusion.Onnx;
using SwiftDiffusion.Testing;
using SwiftDiffusion.Testing.TinyModels;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Generation;

/// <summary>What a model cannot do is refused before any work, with what it can.</summary>
public sealed class RequestLimitsTests(TinyEngine tiny) : IClassFixture<TinyEngine>
{
    private static readonly PixelImage Picture = TestPictures.Shapes(5, 16, 16);

    private static readonly (ImageRequest Request, string Message)[] Refused =
    [
        (TinyEngine.Request with { Width = 0 }, "size 0x16 is not possible; width and height must be positive multiples of 2"),
        (TinyEngine.Request with { Height = -16 }, "size 16x-16 is not possible; width and height must be positive multiples of 2"),
        (TinyEngine.Request with { Width = 15 }, "size 15x16 is not possible; width and height must be positive multiples of 2"),
        (TinyEngine.Request with { InferenceSteps = 0 }, "0 inference steps are not possible; at least 1"),
        (TinyEngine.Request with { InferenceSteps = -3 }, "-3 inference steps are not possible; at least 1"),
        (TinyEngine.Request with { ClipSkip = -1 }, "clip skip -1 is not possible; this model's text encoder allows 0 to 2"),
        (TinyEngine.Request with { ClipSkip = 3 }, "clip skip 3 is not possible; this model's text encoder allows 0 to 2"),
        (TinyEngine.Request with { Source = new SourceImage(Picture, 0.5f, Mask.FromLuminance(TestPictures.Grey(8, 16, (_, _) => 255))) }, "the mask is 8x16, the request 16x16; they must be equal"),
    ];

    public static TheoryData<int> Rows => [.. Enumerable.Range(0, Refused.Length)];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Impossible_request_is_refused(int row)
    {
        var refusal = await Assert.ThrowsAsync<ImageRequestException>(() => tiny.PictureAsync(Refused[row].Request));

        Assert.EndsWith(Refused[row].Message, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "Strength is 0; expected above 0 and at most 1")]
    [InlineData(-1, "Strength is -1; expected above 0 and at most 1")]
    [InlineData(1.5, "Strength is 1.5; expected above 0 and at most 1")]
    [InlineData(double.NaN, "Strength is NaN; expected above 0 and at most 1")]
    [InlineData(0.3, "The run has 3 model calls; the strength leaves none to make")]
    public async Task Impossible_strength_is_refused(double strength, string message)
    {
        var refusal = await Assert.ThrowsAsync<ImageRequestException>(() => tiny.PictureAsync(TinyEngine.Request with { Source = new SourceImage(Picture, strength) }));

        Assert.Equal(message, refusal.Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Inpainting_model_needs_a_picture_and_a_mask(bool hasPicture)
    {
        await using var inpainting = new TinyEngine(TinyBundle.Sd with { UNet = TinyComponents.UNet.With("in_channels", "9") });

        var refusal = await Assert.ThrowsAsync<ImageRequestException>(
            () => inpainting.PictureAsync(TinyEngine.Request with { Source = hasPicture ? new SourceImage(Picture, 1) : null }));

        Assert.Equal("this is an inpainting model; the request needs a source image and a mask", refusal.Message);
    }

    [Fact]
    public void Text_encoder_of_other_length_than_its_tokenizer_is_refused()
    {
        var shorter = TinyBundle.Sd with { TextEncoders = [TinyComponents.TextEncoder.With("max_position_embeddings", "64")] };

        var refusal = Refusal(shorter);

        Assert.Equal("model_max_length is 77; expected 64, the max_position_embeddings of text_encoder", refusal.Problem);
    }

    [Fact]
    public void Text_encoder_with_fewer_embeddings_than_tokens_is_refused()
    {
        var smaller = TinyBundle.Sd with { TextEncoders = [TinyComponents.TextEncoder.With("vocab_size", "1000")] };

        var refusal = Refusal(smaller);

        Assert.Equal("has token ids up to 1513; expected less than 1000, the vocab_size of text_encoder", refusal.Problem);
    }

    private static ModelFormatException Refusal(TinyBundle bundle)
    {
        using var folder = new TemporaryFolder();
        using var device = new Device(new DeviceSpec(DeviceKind.Cpu, 1));
        return Assert.Throws<ModelFormatException>(() => ImageEngine.Load(bundle.WriteTo(folder.File("model")), device, TimeProvider.System));
    }
}
