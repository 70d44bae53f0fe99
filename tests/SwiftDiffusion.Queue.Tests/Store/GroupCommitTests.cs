using SwiftDiffusion.Queue.Store;

namespace SwiftDiffusion.Queue.Tests.Store;

public sealed class GroupCommitTests : IDisposable
{
    private readonly List<TaskCompletionSource> _commits = [];
    private readonly SemaphoreSlim _begun = new(0);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _begun.Dispose();

    [Fact]
    public async Task Calls_during_a_commit_share_the_next_one()
    {
        var group = new GroupCommit(BeginAsync);
        var first = group.CommitAsync();
        await _begun.WaitAsync(Token);
        var second = group.CommitAsync();
        var third = group.CommitAsync();
        Assert.Single(_commits);

        _commits[0].SetResult();
        await first;
        await _begun.WaitAsync(Token);
        Assert.False(second.IsCompleted || third.IsCompleted);
        _commits[1].SetResult();
        await Task.WhenAll(second, third);
        Assert.Equal(2, _commits.Count);
    }

    [Fact]
    public async Task A_failed_commit_fails_those_who_waited_for_it_and_nobody_else()
    {
        var group = new GroupCommit(BeginAsync);
        var first = group.CommitAsync();
        await _begun.WaitAsync(Token);
        var second = group.CommitAsync();
        _commits[0].SetException(new IOException("disk full"));
        await Assert.ThrowsAsync<IOException>(() => first);
        await _begun.WaitAsync(Token);
        _commits[1].SetResult();
        await second;
    }

    private Task BeginAsync()
    {
        var commit = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _commits.Add(commit);
        _begun.Release();
        return commit.Task;
    }
}
