using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Queue.Tests.Stores;

namespace SwiftDiffusion.Queue.Tests.Jobs;

public sealed class DeadLettersTests(StoreFixture stores) : QueueTests(stores)
{
    [Theory, MemberData(nameof(Stores))]
    public async Task A_dead_letter_outlives_results_and_can_be_queued_again_as_a_new_job(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var id = await KillAsync(test);
        test.Time.Advance(test.Queue.Options.ResultTtl * 2);
        await test.Queue.Maintenance.RunAsync(Token);
        Assert.Equal(id, (await test.Queue.DeadLetters.ListAsync(10, Token)).Single().Id);

        var newId = JobId.At(test.Time.GetUtcNow());
        Assert.Equal(new Admission.Accepted(newId, HasJoined: false), await test.Queue.DeadLetters.RetryAsync(id, newId, Token));
        var job = await TestQueue.ClaimAsync(await test.WorkerAsync("w2"));
        Assert.Equal((newId, 1, 3), (job.Id, job.Attempt, job.Job.ControlNets.Single().Image.Length));
        await test.Queue.Maintenance.RunAsync(Token);
        Assert.Null(await test.Queue.Jobs.FindAsync(id, Token));
        Assert.Empty(await test.Queue.DeadLetters.ListAsync(10, Token));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_discarded_dead_letter_is_forgotten(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var id = await KillAsync(test);
        Assert.True(await test.Queue.DeadLetters.DiscardAsync(id, Token));
        await test.Queue.Maintenance.RunAsync(Token);
        Assert.Null(await test.Queue.Jobs.FindAsync(id, Token));
        Assert.False(await test.Queue.DeadLetters.DiscardAsync(id, Token));
        Assert.Null(await test.Queue.DeadLetters.RetryAsync(id, JobId.At(test.Time.GetUtcNow()), Token));
    }

    private static async Task<JobId> KillAsync(TestQueue test)
    {
        var id = await test.SubmitAsync(job: Samples.Job(controlNets: ["c"]));
        await (await TestQueue.ClaimAsync(await test.WorkerAsync())).FailAsync(new JobFailure(FailureCode.Internal, "A bug."), Token);
        return id;
    }
}
