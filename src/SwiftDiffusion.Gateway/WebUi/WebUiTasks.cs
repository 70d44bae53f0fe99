using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.WebUi;

/// <summary>
/// The running requests of the web UI's API in the order they came, and the names of recent ones. The web UI has one user and one task; here
/// "the current task" is the oldest, and a client that shares the server names its own (<c>force_task_id</c>).
/// </summary>
internal sealed class WebUiTasks(TimeProvider time)
{
    private const int MostRemembered = 256;

    private readonly Lock _gate = new();
    private readonly List<WebUiTask> _running = [];
    private readonly Queue<string> _completed = new();
    private long _count;

    /// <summary>The oldest running task; null when nothing runs.</summary>
    public WebUiTask? Current
    {
        get
        {
            lock (_gate)
                return _running.Count == 0 ? null : _running[0];
        }
    }

    /// <summary>Ids of tasks on which no device works yet.</summary>
    public IReadOnlyList<string> Pending
    {
        get
        {
            lock (_gate)
                return [.. _running.Where(task => !task.State().IsStarted).Select(task => task.Id)];
        }
    }

    public WebUiTask Begin(string? id, GenerationJob job, int batches)
    {
        lock (_gate)
        {
            var task = new WebUiTask(id ?? $"task({++_count})", job, batches, time.GetUtcNow());
            _running.Add(task);
            return task;
        }
    }

    public void End(WebUiTask task)
    {
        lock (_gate)
        {
            _running.Remove(task);
            _completed.Enqueue(task.Id);
            if (_completed.Count > MostRemembered)
                _completed.Dequeue();
        }
    }

    public WebUiTask? Find(string id)
    {
        lock (_gate)
            return _running.Find(task => task.Id == id);
    }

    public bool IsCompleted(string id)
    {
        lock (_gate)
            return _completed.Contains(id);
    }

    /// <summary>Ends the current task; nothing happens when there is none.</summary>
    public void StopCurrent(bool isSkip)
    {
        // Under the lock, so that the task cannot end and be disposed in between.
        lock (_gate)
        {
            if (_running.Count > 0)
                _running[0].Stop(isSkip);
        }
    }
}
