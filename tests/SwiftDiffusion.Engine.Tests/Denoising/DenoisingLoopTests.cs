using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Generation;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Denoising;

public sealed class DenoisingLoopTests(LoopFixture fixture) : IClassFixture<LoopFixture>
{
    /// <summary>Difference that other rows in a batch may make: another order of summation in the matrix kernels.</summary>
    private const float BatchTolerance = 1e-4f;
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_sequence_ends_the_same_alone_and_among_strangers()
    {
        var makers = new Func<Sequence>[]
        {
            () => fixture.Sequence("red heart", 1),
            () => fixture.Sequence("a blue car", 2, steps: 9, guidance: 1, scheduler: "euler"),
            () => fixture.Sequence("a cat, night", 3, scheduler: "dpmpp-2m", loras: ["neon"]),
            () => fixture.Sequence("a tree", 4, scheduler: "euler-ancestral", loras: ["pastel", "sketch"], guidance: 6),
            () => fixture.Sequence("a house", 5, control: 0.9f),
            () => fixture.Sequence("a boat", 6, control: 0.4f, loras: ["blueprint"]),
            () => fixture.Sequence("a cup", 7, scheduler: "heun", guidance: 1, control: 1f),
            () => fixture.Sequence("", 8, scheduler: "unipc"),
        };
        var alone = new List<float[]>();
        foreach (var make in makers)
            alone.Add((await RunAsync([make()]))[0]);

        var together = await RunAsync([.. makers.Select(make => make())]);
        for (int i = 0; i < makers.Length; i++)
            Assert.True(Difference(alone[i], together[i]) <= BatchTolerance, $"sequence {i} differs by {Difference(alone[i], together[i])}");
    }

    [Fact]
    public async Task Sequences_share_batches()
    {
        var rows = new RowCounter();
        await RunAsync([fixture.Sequence("a", 1), fixture.Sequence("b", 2), fixture.Sequence("c", 3)], _ => rows);
        // Each is evaluated once per step, whether or not it shared one.
        Assert.Equal(3 * 6, rows.Evaluations);
    }

    [Fact]
    public async Task Different_sizes_take_turns()
    {
        var order = new List<int>();
        await RunAsync(
            [fixture.Sequence("a", 1, steps: 3), fixture.Sequence("b", 2, steps: 3, width: 192)], i => new TurnRecorder(order, i));
        Assert.Equal(3, order.Count(i => i == 0));
        Assert.Equal(3, order.Count(i => i == 1));
        // Once both are in, neither takes two turns running.
        int both = Math.Max(order.IndexOf(0), order.IndexOf(1));
        for (int i = both + 1; i < order.Count && order[i..].Distinct().Count() == 2; i++)
            Assert.NotEqual(order[i - 1], order[i]);
    }

    [Fact]
    public async Task Cancelling_takes_a_sequence_out_and_leaves_the_others_alone()
    {
        float[] undisturbed = (await RunAsync([fixture.Sequence("a tree", 5)]))[0];
        await using var loop = fixture.Loop();
        using var cancellation = new CancellationTokenSource();
        using var victim = fixture.Sequence("red heart", 4, steps: 500);
        using var other = fixture.Sequence("a tree", 5);
        var cancelled = loop.RunAsync(victim, new StepTrigger(2, cancellation.Cancel), cancellation.Token);
        await loop.RunAsync(other, null, None);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.InRange(victim.CompletedCalls, 2, 4);
        Assert.True(Difference(undisturbed, other.Latents) <= BatchTolerance);
    }

    [Fact]
    public async Task A_sequence_whose_numbers_explode_fails_alone()
    {
        float[] healthy = (await RunAsync([fixture.Sequence("a tree", 5)]))[0];
        await using var loop = fixture.Loop();
        using var broken = fixture.Sequence("red heart", 4);
        using var other = fixture.Sequence("a tree", 5);
        broken.Latents[0] = float.NaN;
        var failing = loop.RunAsync(broken, null, None);
        await loop.RunAsync(other, null, None);
        var failure = await Assert.ThrowsAsync<NotFiniteException>(() => failing);
        Assert.Contains("not finite", failure.Message, StringComparison.Ordinal);
        Assert.True(Difference(healthy, other.Latents) <= BatchTolerance);
    }

    [Fact]
    public async Task An_observer_that_throws_fails_its_own_sequence_and_not_the_loop()
    {
        await using var loop = fixture.Loop();
        using var watched = fixture.Sequence("red heart", 4);
        using var other = fixture.Sequence("a tree", 5);
        var failing = loop.RunAsync(watched, new StepTrigger(2, () => throw new InvalidOperationException("broken observer")), None);
        await loop.RunAsync(other, null, None);
        await Assert.ThrowsAsync<InvalidOperationException>(() => failing);
        using var later = fixture.Sequence("a cup", 6);
        await loop.RunAsync(later, null, None);
        Assert.True(later.IsFinished);
    }

    [Fact]
    public async Task Closing_cancels_what_is_inside()
    {
        var loop = fixture.Loop();
        using var sequence = fixture.Sequence("red heart", 4, steps: 500);
        var begun = new TaskCompletionSource();
        var running = loop.RunAsync(sequence, new StepTrigger(1, begun.SetResult), None);
        await begun.Task;
        await loop.DisposeAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loop.RunAsync(sequence, null, None));
    }

    private async Task<float[][]> RunAsync(Sequence[] sequences, Func<int, IStepObserver>? observer = null)
    {
        await using var loop = fixture.Loop();
        await Task.WhenAll(sequences.Select((sequence, i) => loop.RunAsync(sequence, observer?.Invoke(i), None)));
        var latents = sequences.Select(sequence => (float[])sequence.Latents.Clone()).ToArray();
        foreach (var sequence in sequences)
            sequence.Dispose();
        return latents;
    }

    private static float Difference(float[] a, float[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max();

    private sealed class RowCounter : IStepObserver
    {
        private int _evaluations;

        public int Evaluations => _evaluations;

        public void Evaluated(ReadOnlySpan<float> input, float timestep, ReadOnlySpan<float> output) => Interlocked.Increment(ref _evaluations);

        public void Stepped(Sequence sequence)
        {
        }
    }

    private sealed class TurnRecorder(List<int> order, int index) : IStepObserver
    {
        public void Evaluated(ReadOnlySpan<float> input, float timestep, ReadOnlySpan<float> output) => order.Add(index);

        public void Stepped(Sequence sequence)
        {
        }
    }
}
