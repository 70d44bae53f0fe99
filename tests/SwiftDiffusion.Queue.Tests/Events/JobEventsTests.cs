using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Queue.Tests.Stores;

namespace SwiftDiffusion.Queue.Tests.Events;

public sealed class JobEventsTests(StoreFixture stores) : QueueTests(stores)
{
    [Theory, MemberData(nameof(Stores))]
    public async Task A_watch_tells_everything_in_order_and_ends_with_the_job(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var id = await test.SubmitAsync();
        var watching = Collect(test, id, 0);
        var job = await TestQueue.ClaimAsync(await test.WorkerAsync());
        await job.AttachedAsync("ink", 0, 3, Token);
        await job.CompleteAsync(Samples.Result(), Token);

        var events = await watching;
        Assert.Equal([1L, 2, 3, 4], events.Select(e => e.Sequence));
        Assert.Equal([typeof(JobEvent.Queued), typeof(JobEvent.Started), typeof(JobEvent.AdapterAttached), typeof(JobEvent.Completed)], events.Select(e => e.GetType()));
        Assert.Equal(("ink", 0, 3), (((JobEvent.AdapterAttached)events[2]).Adapter, ((JobEvent.AdapterAttached)events[2]).Image, ((JobEvent.AdapterAttached)events[2]).Step));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Jobs_that_share_a_channel_hear_of_their_own_alone(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        JobId[] ids = [JobId.Parse($"job_{0:x32}"), JobId.Parse($"job_{0x100:x32}")];
        foreach (var id in ids)
            await test.Queue.Jobs.EnqueueAsync(test.Submission() with { Id = id }, Token);
        var watching = ids.Select(id => Collect(test, id, 0)).ToArray();
        var worker = await test.WorkerAsync();
        await (await TestQueue.ClaimAsync(worker)).FailAsync(new JobFailure(FailureCode.InvalidRequest, "no"), Token);
        await (await TestQueue.ClaimAsync(worker)).CompleteAsync(Samples.Result(), Token);

        Assert.Equal([typeof(JobEvent.Queued), typeof(JobEvent.Started), typeof(JobEvent.Failed)], (await watching[0]).Select(e => e.GetType()));
        Assert.Equal([typeof(JobEvent.Queued), typeof(JobEvent.Started), typeof(JobEvent.Completed)], (await watching[1]).Select(e => e.GetType()));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_watch_hears_every_step_while_it_listens(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var id = await test.SubmitAsync();
        var job = await TestQueue.ClaimAsync(await test.WorkerAsync());
        await using var watch = test.Queue.Events.WatchAsync(id, 0, Token).GetAsyncEnumerator(Token);
        await watch.MoveNextAsync();
        await watch.MoveNextAsync();
        for (int step = 1; step <= 3; step++)
        {
            await job.StepAsync(1, step, 3, new JobPreview(new byte[] { 7, (byte)step }, "image/png"), Token);
            Assert.True(await watch.MoveNextAsync());
            var stepped = Assert.IsType<JobEvent.Stepped>(watch.Current);
            Assert.Equal((1, step, 3, (byte)step), (stepped.Image, stepped.Step, stepped.Steps, stepped.Preview!.Content.Span[1]));
        }
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_replay_has_what_is_kept_and_the_latest_step(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var id = await test.SubmitAsync();
        var job = await TestQueue.ClaimAsync(await test.WorkerAsync());
        await job.StepAsync(0, 1, 4, null, Token);
        await job.AttachedAsync("ink", 0, 1, Token);
        await job.StepAsync(0, 2, 4, null, Token);

        Assert.Equal([1L, 2, 4, 5], (await test.EventsAsync(id)).Select(e => e.Sequence));
        Assert.Equal(2, Assert.IsType<JobEvent.Stepped>((await test.FindAsync(id)).Progress).Step);
        var rest = await test.Queue.Events.ReplayAsync(id, 4, Token);
        Assert.Equal(5, rest.Single().Sequence);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_replay_has_the_latest_load_beside_the_latest_step_and_neither_hides_the_other(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var id = await test.SubmitAsync();
        var job = await TestQueue.ClaimAsync(await test.WorkerAsync());
        await job.StepAsync(0, 1, 4, null, Token);
        await job.LoadingAsync("ink", 0.25, Token);
        await job.LoadingAsync("ink", 0.5, Token);

        Assert.Equal(1, Assert.IsType<JobEvent.Stepped>((await test.FindAsync(id)).Progress).Step);
        var events = await test.EventsAsync(id);
        Assert.Equal([1L, 2, 3, 5], events.Select(e => e.Sequence));
        Assert.Equal(("ink", 0.5), (((JobEvent.AdapterLoading)events[3]).Adapter, ((JobEvent.AdapterLoading)events[3]).Fraction));
        await job.CompleteAsync(Samples.Result(), Token);
        Assert.Equal([typeof(JobEvent.Queued), typeof(JobEvent.Started), typeof(JobEvent.Completed)], (await test.EventsAsync(id)).Select(e => e.GetType()));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_report_made_again_because_its_answer_was_lost_is_one_event(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var id = await test.SubmitAsync();
        var job = await TestQueue.ClaimAsync(await test.WorkerAsync());
        await job.AttachedAsync("ink", 0, 3, Token);
        await job.AttachedAsync("ink", 0, 3, Token);
        await job.AttachedAsync("ink", 1, 3, Token);
        Assert.Equal([0, 1], (await test.EventsAsync(id)).OfType<JobEvent.AdapterAttached>().Select(e => e.Image));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_client_that_comes_back_misses_nothing_and_hears_nothing_twice(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var id = await test.SubmitAsync();
        var job = await TestQueue.ClaimAsync(await test.WorkerAsync());
        var rest = Collect(test, id, after: 1);
        await job.CompleteAsync(Samples.Result(), Token);
        Assert.Equal([2L, 3], (await rest).Select(e => e.Sequence));
        Assert.Empty(await Collect(test, id, after: 3));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task An_end_is_told_even_when_the_store_has_lost_events_that_it_had_told(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var id = await test.SubmitAsync();
        var job = await TestQueue.ClaimAsync(await test.WorkerAsync());
        var rest = Collect(test, id, after: 9);
        await job.CompleteAsync(Samples.Result(), Token);
        Assert.IsType<JobEvent.Completed>(Assert.Single(await rest));
        Assert.Single(await Collect(test, id, after: 9));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Watching_an_unknown_job_ends_at_once(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        Assert.Empty(await Collect(test, JobId.At(test.Time.GetUtcNow()), 0));
    }

    private static async Task<List<JobEvent>> Collect(TestQueue test, JobId id, long after)
    {
        var events = new List<JobEvent>();
        await foreach (var e in test.Queue.Events.WatchAsync(id, after, Token))
            events.Add(e);
        return events;
    }
}
