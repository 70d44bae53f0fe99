using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Worker.Tests;

public sealed class ProgressRelayTests
{
    [Fact]
    public void Of_the_steps_of_an_image_only_the_last_is_sent()
    {
        GenerationProgress[] reports = [Step(0, 1), Step(1, 1), Step(0, 2), Step(0, 3)];
        Assert.Equal([Step(1, 1), Step(0, 3)], ProgressRelay.Current(reports));
    }

    [Fact]
    public void A_preview_keeps_its_place_and_is_never_left_out()
    {
        var preview = new GenerationProgress.Previewed(0, 0, new byte[] { 1 });
        GenerationProgress[] reports = [preview, Step(0, 2), preview];
        Assert.Equal([preview, Step(0, 2), preview], ProgressRelay.Current(reports));
    }

    [Fact]
    public void Of_the_loads_of_an_adapter_only_the_last_is_sent_and_every_attachment()
    {
        var attached = new GenerationProgress.AdapterAttached("a", 0, 0);
        GenerationProgress[] reports = [Load("a", 0.1), Load("b", 0.2), Load("a", 0.3), attached, attached];
        Assert.Equal([Load("b", 0.2), Load("a", 0.3), attached, attached], ProgressRelay.Current(reports));
    }

    private static GenerationProgress.Stepped Step(int image, int step) => new(image, step, 4);

    private static GenerationProgress.AdapterLoading Load(string adapter, double fraction) => new(adapter, fraction);
}
