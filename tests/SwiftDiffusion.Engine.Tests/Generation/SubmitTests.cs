using SwiftDiffusion.Engine.Generation;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Generation;

public sealed class SubmitTests(TinyEngine tiny) : IClassFixture<TinyEngine>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_request_tells_its_way_to_the_picture()
    {
        var handle = tiny.Engine.Submit(TinyEngine.Request, observer: null, None);

        var events = await handle.Events.ReadAllAsync(None).ToListAsync(None);
        await handle.Result;

        Assert.IsType<GenerationEvent.Queued>(events[0]);
        Assert.IsType<GenerationEvent.Started>(events[1]);
        Assert.Equal([(1, 3), (2, 3), (3, 3)], events.OfType<GenerationEvent.Stepped>().Select(step => (step.Call, step.Calls)));
        Assert.All(events.OfType<GenerationEvent.Stepped>(), step => Assert.Null(step.Preview));
        Assert.IsType<GenerationEvent.Decoded>(events[^1]);
        Assert.Equal(6, events.Count);
    }

    [Fact]
    public async Task Previews_come_as_often_as_asked_and_at_the_end()
    {
        var handle = tiny.Engine.Submit(TinyEngine.Request with { InferenceSteps = 5, PreviewEvery = 2 }, observer: null, None);

        var steps = await handle.Events.ReadAllAsync(None).OfType<GenerationEvent.Stepped>().ToListAsync(None);

        Assert.Equal([2, 4, 5], steps.Where(step => step.Preview is not null).Select(step => step.Call));
        int scale = tiny.Engine.Bundle.Vae.Scale;
        Assert.All(steps.Select(step => step.Preview).OfType<Engine.Images.PixelImage>(), preview => Assert.Equal((16 / scale, 16 / scale), (preview.Width, preview.Height)));
    }

    [Fact]
    public async Task Cancelling_a_handle_ends_its_request_only()
    {
        var victim = tiny.Engine.Submit(TinyEngine.Request with { InferenceSteps = 900 }, observer: null, None);
        var other = tiny.Engine.Submit(TinyEngine.Request, observer: null, None);
        await victim.Events.ReadAllAsync(None).OfType<GenerationEvent.Stepped>().FirstAsync(None);

        victim.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => victim.Result);
        Assert.Equal(await tiny.PictureAsync(TinyEngine.Request), (await other.Result).Image.Rgba.ToArray());
        victim.Cancel();
    }

    [Fact]
    public async Task A_request_that_is_refused_ends_its_events_too()
    {
        var handle = tiny.Engine.Submit(TinyEngine.Request with { Width = 15 }, observer: null, None);

        Assert.Empty(await handle.Events.ReadAllAsync(None).ToListAsync(None));
        await Assert.ThrowsAsync<ImageRequestException>(() => handle.Result);
    }

    [Fact]
    public async Task Closing_the_engine_cancels_what_runs()
    {
        var engine = new TinyEngine();
        var handle = engine.Engine.Submit(TinyEngine.Request with { InferenceSteps = 900 }, observer: null, None);
        await handle.Events.ReadAllAsync(None).OfType<GenerationEvent.Stepped>().FirstAsync(None);

        await engine.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => handle.Result);
    }
}
