namespace SwiftDiffusion.Queue.Store;

/// <summary>
/// Turns many calls for a commit into few commits: one is under way, and everybody who calls meanwhile shares the next. A caller's changes are thus
/// always older than the commit it waits for.
/// </summary>
internal sealed class GroupCommit(Func<Task> commit) : ICommitLog
{
    private readonly Lock _lock = new();
    private Task _running = Task.CompletedTask;
    private Task? _next;

    public Task CommitAsync()
    {
        lock (_lock)
            return _next ??= RunAfterAsync(_running);
    }

    private async Task RunAfterAsync(Task running)
    {
        // Whoever waits for the running commit hears of its failure; the next one is another.
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (_lock)
        {
            _running = _next!;
            _next = null;
        }

        await commit();
    }
}
