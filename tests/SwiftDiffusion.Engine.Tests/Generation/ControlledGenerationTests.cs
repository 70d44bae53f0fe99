using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.Tests.Images;
using SwiftDiffusion.Onnx;
using SwiftDiffusion.Testing.TinyModels;
using Xunit;
using static SwiftDiffusion.Engine.Tests.Models.Closeness;

namespace SwiftDiffusion.Engine.Tests.Generation;

public sealed class ControlledGenerationTests(TinyEngine tiny) : IClassFixture<TinyEngine>
{
    private static readonly ImageRequest Request = TinyEngine.Request with { InferenceSteps = 4 };

    private readonly string _controlNet = tiny.Add("controlnet", TinyComponents.ControlNet);

    [Fact]
    public async Task Scale_zero_is_no_controlnet() => AssertClose(await tiny.LatentsAsync(Request), await tiny.LatentsAsync(With(scale: 0)), 1e-5);

    [Fact]
    public async Task Two_controlnets_sum() =>
        AssertClose(await tiny.LatentsAsync(With(scale: 1)), await tiny.LatentsAsync(Request with { Controls = [Control(0.4f), Control(0.6f)] }), 1e-4);

    [Theory]
    [InlineData(0, 0.5f, new[] { true, true, false, false })]
    [InlineData(0.5f, 1, new[] { false, false, true, true })]
    [InlineData(0.25f, 0.75f, new[] { false, true, true, false })]
    [InlineData(0.3f, 0.9f, new[] { false, false, true, false })]
    [InlineData(0, 0.2f, new[] { false, false, false, false })]
    [InlineData(0, 1, new[] { true, true, true, true })]
    public void Controlnet_acts_on_the_steps_that_lie_inside_its_window(float start, float end, bool[] acts)
    {
        var window = new ControlSettings(1, start, end);

        Assert.Equal(acts, Enumerable.Range(0, 4).Select(call => window.IsActive(call, 4)));
    }

    [Fact]
    public async Task Outside_its_window_a_controlnet_does_nothing()
    {
        var none = await tiny.RecordAsync(Request);
        var late = await tiny.RecordAsync(Request with { Controls = [Control(1) with { Start = 0.5f }] });
        var never = await tiny.LatentsAsync(Request with { Controls = [Control(1) with { End = 0.1f }] });

        Assert.Equal(none.Outputs[1], late.Outputs[1]);
        AssertDiffers(none.Outputs[2], late.Outputs[2]);
        Assert.Equal(none.Latents[^1], never);
    }

    [Fact]
    public async Task Control_image_of_another_size_is_resized()
    {
        var larger = Control(1) with { Image = TestPictures.Shapes(3, 40, 24) };

        AssertDiffers(await tiny.LatentsAsync(Request), await tiny.LatentsAsync(Request with { Controls = [larger] }));
    }

    [Fact]
    public async Task Grey_controlnet_takes_a_coloured_picture_as_grey()
    {
        string folder = tiny.Add("grey", TinyComponents.ControlNet.With("conditioning_channels", "1"));
        var picture = TestPictures.Shapes(3, 16, 16);
        var grey = Images.TestPictures.Grey(16, 16, (x, y) => picture.Luminance()[(y * 16) + x]);

        float[] coloured = await tiny.LatentsAsync(Request with { Controls = [new ControlUse(folder, picture)] });

        Assert.Equal(await tiny.LatentsAsync(Request with { Controls = [new ControlUse(folder, grey)] }), coloured);
        AssertDiffers(await tiny.LatentsAsync(Request), coloured);
    }

    [Fact]
    public async Task Controlnet_of_another_architecture_is_refused()
    {
        string folder = tiny.Add("xl", TinyComponents.ControlNetXl);

        var refusal = await Assert.ThrowsAsync<ModelFormatException>(() => tiny.PictureAsync(Request with { Controls = [Control(1) with { Folder = folder }] }));

        Assert.Contains("made for another architecture", refusal.Problem, StringComparison.Ordinal);
    }

    private static ControlUse Control(string folder, float scale) => new(folder, TestPictures.Shapes(3, 16, 16), scale);

    private ControlUse Control(float scale) => Control(_controlNet, scale);

    private ImageRequest With(float scale) => Request with { Controls = [Control(scale)] };
}
