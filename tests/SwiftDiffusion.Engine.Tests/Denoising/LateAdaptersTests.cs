using System.Collections.Immutable;
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
        Assert.Equal([0], late.AttachSteps);
        Assert.Equal(exact.Latents, late.Latents);
    }

    [Fact]
    public async Task A_sequence_starts_without_them_and_attaches_at_the_next_boundary()
    {
        var arrival = new TaskCompletionSource<AdapterArrival>();
        var late = await RunAsync(new LateAdapters(arrival.Task, 0, 6), observer: new StepTrigger(2, () => arrival.SetResult(fixture.Arrival(Prompt, 4, "neon"))));
        Assert.Equal([2], late.AttachSteps);
        Assert.NotEqual((await RunAsync(null)).Latents, late.Latents);
    }

    [Fact]
    public async Task An_attach_step_can_be_replayed()
    {
        var arrival = new TaskCompletionSource<AdapterArrival>();
        var first = await RunAsync(new LateAdapters(arrival.Task, 0, 6), observer: new StepTrigger(3, () => arrival.SetResult(fixture.Arrival(Prompt, 4, "pastel"))));
        var replayed = await RunAsync(new LateAdapters(Task.FromResult(fixture.Arrival(Prompt, 4, "pastel")), 3, 3));
        Assert.Equal([3], replayed.AttachSteps);
        Assert.Equal(first.Latents, replayed.Latents);
    }

    [Fact]
    public async Task Adapters_that_come_one_after_the_other_join_one_after_the_other()
    {
        var second = new TaskCompletionSource<AdapterArrival>();
        var first = fixture.Arrival(Prompt, 4, "neon") with { Next = new LateAdapters(second.Task, 0, 5) };
        var observer = new StepTrigger(3, () => second.SetResult(fixture.Arrival(Prompt, 4, "neon", "pastel")));

        var run = await RunAsync(new LateAdapters(Task.FromResult(first), 1, 1), observer: observer);

        Assert.Equal([1, 3], run.AttachSteps);
    }

    [Fact]
    public async Task Adapters_that_have_all_arrived_join_at_one_boundary()
    {
        var last = fixture.Arrival(Prompt, 4, "neon", "pastel");
        var first = fixture.Arrival(Prompt, 4, "neon") with { Next = new LateAdapters(Task.FromResult(last), 0, 5) };

        var run = await RunAsync(new LateAdapters(Task.FromResult(first), 0, 5));

        Assert.Equal([0, 0], run.AttachSteps);
        Assert.Equal((await RunAsync(null, "neon", "pastel")).Latents, run.Latents);
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
        Assert.Equal([1], waiting.AttachSteps);
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

    private Task<(float[] Latents, ImmutableArray<int> AttachSteps)> RunAsync(LateAdapters? late, params string[] loras) => RunAsync(late, observer: null, loras);

    private async Task<(float[] Latents, ImmutableArray<int> AttachSteps)> RunAsync(LateAdapters? late, IStepObserver? observer, params string[] loras)
    {
        await using var loop = fixture.Loop();
        using var sequence = fixture.Sequence(Prompt, 3, loras: loras);
        sequence.LateAdapters = late;
        await loop.RunAsync(sequence, observer, None);
        return ((float[])sequence.Latents.Clone(), sequence.AttachSteps);
    }
}
