using SwiftDiffusion.Engine.Generation;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Generation;

public sealed class CancellationTests(TinyEngine tiny) : IClassFixture<TinyEngine>
{
    private static readonly ImageRequest Request = TinyEngine.Request with { InferenceSteps = 5 };

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Cancelling_stops_before_the_next_step_and_the_next_request_is_served(int step)
    {
        byte[] expected = await tiny.PictureAsync(Request);
        using var cancellation = new CancellationTokenSource();
        var recorder = new StepRecorder { OnStep = count => CancelAt(step, count, cancellation) };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tiny.Engine.GenerateAsync(Request, recorder, cancellation.Token));

        Assert.Equal(step, recorder.Outputs.Count);
        Assert.Equal(expected, await tiny.PictureAsync(Request));
    }

    [Fact]
    public async Task Cancelling_after_the_last_step_stops_the_decoder()
    {
        using var cancellation = new CancellationTokenSource();
        var recorder = new StepRecorder { OnStep = count => CancelAt(5, count, cancellation) };

        var stop = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tiny.Engine.GenerateAsync(Request, recorder, cancellation.Token));

        Assert.Equal(cancellation.Token, stop.CancellationToken);
    }

    [Fact]
    public async Task Waiting_request_can_be_cancelled_without_disturbing_the_running_one()
    {
        using var cancellation = new CancellationTokenSource();
        using var mayGoOn = new ManualResetEventSlim();
        var running = tiny.Engine.GenerateAsync(Request, new StepRecorder { OnStep = _ => mayGoOn.Wait(CancellationToken.None) }, CancellationToken.None);
        var waiting = tiny.Engine.GenerateAsync(Request, observer: null, cancellation.Token);

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        mayGoOn.Set();

        Assert.Equal(await tiny.PictureAsync(Request), (await running).Image.Rgba.ToArray());
    }

    [Fact]
    public async Task Cancelled_token_starts_nothing()
    {
        var recorder = new StepRecorder();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tiny.Engine.GenerateAsync(Request, recorder, new CancellationToken(canceled: true)));

        Assert.Empty(recorder.Outputs);
    }

    private static void CancelAt(int step, int count, CancellationTokenSource cancellation)
    {
        if (count == step)
            cancellation.Cancel();
    }
}
