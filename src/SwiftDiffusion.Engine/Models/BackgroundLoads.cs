using System.Collections.Concurrent;

namespace SwiftDiffusion.Engine.Models;

/// <summary>Loads that nobody waits for, each at most once at a time. One that failed is not tried again: the steps that wanted it would ask every time.</summary>
/// <param name="failed">Told what failed and why.</param>
internal sealed class BackgroundLoads(Action<string, Exception> failed)
{
    private readonly ConcurrentDictionary<object, Task> _running = [];
    private readonly ConcurrentDictionary<object, bool> _failed = [];

    /// <summary>Begins a load; false when it runs already or has failed.</summary>
    /// <param name="key">What is loaded, and where.</param>
    /// <param name="name">The same for a reader.</param>
    /// <param name="load">Does it.</param>
    public bool Start(object key, string name, Action load)
    {
        var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_failed.ContainsKey(key) || !_running.TryAdd(key, RunAsync(begin.Task, key, name, load)))
            return false;
        begin.SetResult();
        return true;
    }

    /// <summary>Does something once a load has ended, however it ended, though nobody waits for it any more.</summary>
    public void After(Task load, Action then) => _running.TryAdd(new object(), load.ContinueWith(_ => then(), TaskScheduler.Default));

    /// <summary>Waits for what runs.</summary>
    public Task DrainAsync() => Task.WhenAll(_running.Values);

    private async Task RunAsync(Task begin, object key, string name, Action load)
    {
        // Not before it is among the running ones, from which it takes itself out.
        await begin.ConfigureAwait(false);
        try
        {
            await Task.Run(load).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Nobody waits for the load; who watches the engine is told.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _failed.TryAdd(key, true);
            failed(name, e);
        }

        _running.TryRemove(key, out _);
    }
}
