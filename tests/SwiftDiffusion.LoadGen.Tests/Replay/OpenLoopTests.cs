using Microsoft.Extensions.Time.Testing;
using SwiftDiffusion.LoadGen.Replay;
using SwiftDiffusion.LoadGen.Targets;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Tests.Replay;

/// <summary>The generator's promise: requests leave at their instants and latencies count from there, whatever the server does.</summary>
public sealed class OpenLoopTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeTarget _target = new();
    private readonly RunProgress _progress = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stalled_server_does_not_delay_later_requests()
    {
        var run = Start(new RunOptions(), Plan("a", 0), Plan("b", 1), Plan("c", 2));

        await _target.ArrivalOf("a");
        await AdvanceUntilAsync(1, "b");
        await AdvanceUntilAsync(1, "c");
        Assert.Equal((3, 3), (_progress.Look().Sent, _progress.Look().Open));
        AnswerAll("a", "b", "c");

        Assert.All(await run, record => Assert.Equal(0, record.LagMs));
    }

    [Fact]
    public async Task Latency_counts_from_the_scheduled_instant()
    {
        // The generator wakes five seconds late: the clock jumps over the instant of the request.
        var run = Start(new RunOptions(), Plan("late", 10));
        await AdvanceUntilAsync(15, "late");
        _time.Advance(TimeSpan.FromSeconds(2));
        _target.Answer("late");

        var record = Assert.Single(await run);

        Assert.Equal((10, 5000, 7000), (record.ScheduledS, record.LagMs, record.LatencyMs));
    }

    [Fact]
    public async Task A_request_is_not_sent_before_its_instant()
    {
        var run = Start(new RunOptions(), Plan("a", 0), Plan("b", 10));
        await _target.ArrivalOf("a");

        _time.Advance(TimeSpan.FromSeconds(9.999));
        Assert.False(_target.HasArrived("b"));
        await AdvanceUntilAsync(0.001, "b");

        AnswerAll("a", "b");
        Assert.Equal(0, (await run)[1].LagMs);
    }

    [Fact]
    public async Task A_request_is_taken_back_after_its_patience()
    {
        var run = Start(new RunOptions(), Plan("a", 0) with { CancelAfter = TimeSpan.FromSeconds(3) });
        await _target.ArrivalOf("a");

        _time.Advance(TimeSpan.FromSeconds(3));

        var record = Assert.Single(await run);
        Assert.Equal((Outcome.Cancelled, 3000), (record.Outcome, record.LatencyMs));
    }

    [Fact]
    public async Task No_answer_within_the_timeout_is_an_outcome_of_its_own()
    {
        var run = Start(new RunOptions { Timeout = TimeSpan.FromSeconds(30) }, Plan("a", 0));
        await _target.ArrivalOf("a");

        _time.Advance(TimeSpan.FromSeconds(30));

        var record = Assert.Single(await run);
        Assert.Equal(Outcome.TimedOut, record.Outcome);
        Assert.Contains("--timeout", record.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_connection_is_an_outcome()
    {
        var run = Start(new RunOptions(), Plan("a", 0));
        await _target.ArrivalOf("a");

        _target.Break("a");

        Assert.Equal((Outcome.Unreachable, "connection refused"), (Assert.Single(await run).Outcome, (await run)[0].Error));
    }

    [Fact]
    public async Task More_open_requests_than_allowed_are_not_sent()
    {
        var run = Start(new RunOptions { MaxOpen = 1 }, Plan("a", 0), Plan("b", 1));
        await _target.ArrivalOf("a");

        _time.Advance(TimeSpan.FromSeconds(1));
        while (_progress.Look().CountOf(Outcome.NotSent) == 0)
            await Task.Yield();
        _target.Answer("a");

        Assert.Equal([Outcome.Completed, Outcome.NotSent], (await run).Select(record => record.Outcome));
        Assert.False(_target.HasArrived("b"));
    }

    [Fact]
    public async Task An_interrupted_run_keeps_what_was_sent()
    {
        using var interrupted = new CancellationTokenSource();
        var run = Start(new RunOptions(), interrupted.Token, Plan("a", 0), Plan("b", 5));
        await _target.ArrivalOf("a");

        await interrupted.CancelAsync();

        Assert.Equal(Outcome.Cancelled, Assert.Single(await run).Outcome);
    }

    private static PlannedRequest Plan(string prompt, double at) =>
        new(0, TimeSpan.FromSeconds(at), new TraceRequest { At = TimeSpan.FromSeconds(at), Prompt = prompt }, IsWarmUp: false, CancelAfter: null, Warmth.None);

    private Task<IReadOnlyList<RequestRecord>> Start(RunOptions options, params PlannedRequest[] plan) => Start(options, Cancellation, plan);

    private Task<IReadOnlyList<RequestRecord>> Start(RunOptions options, CancellationToken interrupted, params PlannedRequest[] plan) =>
        new OpenLoop(_target, _time, _progress, options).RunAsync(plan, interrupted);

    private async Task AdvanceUntilAsync(double seconds, string prompt)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        await _target.ArrivalOf(prompt);
    }

    private void AnswerAll(params string[] prompts)
    {
        foreach (string prompt in prompts)
            _target.Answer(prompt);
    }
}
