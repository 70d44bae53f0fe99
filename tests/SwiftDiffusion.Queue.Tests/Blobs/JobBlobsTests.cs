using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Queue.Tests.Stores;

namespace SwiftDiffusion.Queue.Tests.Blobs;

public sealed class JobBlobsTests(StoreFixture stores) : QueueTests(stores)
{
    [Theory, MemberData(nameof(Stores))]
    public async Task Small_pictures_lie_in_the_store_and_large_ones_outside(StoreKind kind)
    {
        await using var test = await OpenAsync(kind, options => options.MaxStoredBlobSizeBytes = 100);
        foreach (int size in new[] { 100, 101 })
        {
            var id = await test.SubmitAsync();
            await (await TestQueue.ClaimAsync(await test.WorkerAsync())).CompleteAsync(Samples.Result(size), Token);
            Assert.Equal(size, (await test.Queue.Jobs.FindResultAsync(id, Token))!.Images[0].Content.Length);
        }

        Assert.Equal(101, new FileInfo(Assert.Single(test.BlobFiles())).Length);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_refused_submission_leaves_no_blobs(StoreKind kind)
    {
        await using var test = await OpenAsync(kind, options => (options.MaxStoredBlobSizeBytes, options.MaxBacklog) = (0, 1));
        await test.SubmitAsync();
        var refused = test.Submission(job: Samples.Job(controlNets: ["c"]));
        Assert.IsType<Admission.Overloaded>(await test.Queue.Jobs.EnqueueAsync(refused, Token));
        await test.Queue.Maintenance.RunAsync(Token);
        Assert.Empty(test.BlobFiles());
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_result_whose_picture_is_gone_is_none(StoreKind kind)
    {
        await using var test = await OpenAsync(kind, options => options.MaxStoredBlobSizeBytes = 0);
        var id = await test.SubmitAsync();
        await (await TestQueue.ClaimAsync(await test.WorkerAsync())).CompleteAsync(Samples.Result(), Token);
        test.LoseBlobs();
        Assert.Null(await test.Queue.Jobs.FindResultAsync(id, Token));
        Assert.Equal(JobState.Completed, (await test.FindAsync(id)).State);
    }
}
