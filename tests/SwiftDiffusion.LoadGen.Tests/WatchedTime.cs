using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace SwiftDiffusion.LoadGen.Tests;

/// <summary>A clock that only the test moves, and that tells when somebody begins to wait for it.</summary>
internal sealed class WatchedTime : FakeTimeProvider
{
    private readonly ConcurrentDictionary<TimeSpan, TaskCompletionSource> _waits = new();

    /// <summary>Ends when somebody waits for exactly this long.</summary>
    public Task WaitingFor(TimeSpan wait) => Of(wait).Task;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        Of(dueTime).TrySetResult();
        return timer;
    }

    private TaskCompletionSource Of(TimeSpan wait) => _waits.GetOrAdd(wait, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
