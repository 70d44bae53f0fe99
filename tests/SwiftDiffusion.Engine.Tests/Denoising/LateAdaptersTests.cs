using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Onnx;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Denoising;

public sealed class LateAdaptersTests(LoopFixture fixture) : IClassFixture<LoopFixture>
{
    private const string Prompt = "a yellow moon";
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Adapters_that_are_there_at_once_give_the_same_picture_as_attaching_before_the_start()
    {
        var exact = await RunAsync(null, "neon");
        var late = await RunAsync(new LateAdapters(Task.FromResult(fixture.Arrival(Prompt, 4, "neon")), 0, 0));
        Assert.Equal(0, late.AttachedAt);
        Assert.Equal(exact.Latents, late.Latents);
    }

    [Fact]
    public async Task A_sequence_starts_without_them_and_attaches_at_the_next_boundary()
    {
        var arrival = new TaskCompletionSource<AdapterArrival>();
        var late = await RunAsync(new LateAdapters(arrival.Task, 0, 6), observer: new StepTrigger(2, () => arrival.SetResult(fixture.Arrival(Prompt, 4, "neon"))));
        Assert.Equal(2, late.AttachedAt);
        Assert.NotEqual((await RunAsync(null)).Latents, late.Latents);
    }

    [Fact]
    public async Task An_attach_step_can_be_replayed()
    {
        var arrival = new TaskCompletionSource<AdapterArrival>();
        var first = await RunAsync(new LateAdapters(arrival.Task, 0, 6), observer: new StepTrigger(3, () => arrival.SetResult(fixture.Arrival(Prompt, 4, "pastel"))));
        var replayed = await RunAsync(new LateAdapters(Task.FromResult(fixture.Arrival(Prompt, 4, "pastel")), 3, 3));
        Assert.Equal(3, replayed.AttachedAt);
        Assert.Equal(first.Latents, replayed.Latents);
    }

    [Fact]
    public async Task At_its_bound_a_sequence_waits_alone()
    {
        await using var loop = fixture.Loop();
        var arrival = new TaskCompletionSource<AdapterArrival>();
        using var waiting = fixture.Sequence(Prompt, 3);
        using var other = fixture.Sequence("a tree", 5, steps: 9);
        waiting.LateAdapters = new LateAdapters(arrival.Task, 0, 1);
        var held = loop.RunAsync(waiting, null, None);
        await loop.RunAsync(other, null, None);
        Assert.False(held.IsCompleted);
        Assert.Equal(1, waiting.CompletedCalls);
        arrival.SetResult(fixture.Arrival(Prompt, 4, "sketch"));
        await held;
        Assert.Equal(1, waiting.AttachedAt);
    }

    [Fact]
    public async Task Adapters_that_cannot_be_loaded_fail_their_sequence_with_the_reason()
    {
        var arrival = Task.FromException<AdapterArrival>(new ModelFormatException("neon.safetensors", "is truncated"));
        var failure = await Assert.ThrowsAsync<ModelFormatException>(() => RunAsync(new LateAdapters(arrival, 0, 6)));
        Assert.Equal("is truncated", failure.Problem);
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_for_adapters()
    {
        await using var loop = fixture.Loop();
        using var cancellation = new CancellationTokenSource();
        using var sequence = fixture.Sequence(Prompt, 3);
        sequence.LateAdapters = new LateAdapters(new TaskCompletionSource<AdapterArrival>().Task, 0, 0);
        var running = loop.RunAsync(sequence, null, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private async Task<(float[] Latents, int? AttachedAt)> RunAsync(LateAdapters? late, string? lora = null, IStepObserver? observer = null)
    {
        await using var loop = fixture.Loop();
        using var sequence = fixture.Sequence(Prompt, 3, loras: lora is null ? null : [lora]);
        sequence.LateAdapters = late;
        await loop.RunAsync(sequence, observer, None);
        return ((float[])sequence.Latents.Clone(), sequence.AttachedAt);
    }
}
