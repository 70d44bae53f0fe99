using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.WebUi;

/// <summary>A running request of the web UI's API: how far it is, what it looks like so far, and a way to end it. Safe for any thread.</summary>
internal sealed class WebUiTask(string id, GenerationJob job, int batches, DateTimeOffset startedAt) : IProgress<GenerationProgress>, IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly double[] _shares = new double[job.ImageCount];
    private readonly ReadOnlyMemory<byte>?[] _previews = new ReadOnlyMemory<byte>?[job.ImageCount];
    private bool _isStarted;
    private int _step;
    private int _steps = job.InferenceSteps;
    private int _previewCount;
    private int _lastPreview;

    public string Id => id;

    public GenerationJob Job => job;

    public int Batches => batches;

    public DateTimeOffset StartedAt => startedAt;

    /// <summary>Fires when the client asked to stop.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>Whether the client asked to stop, by whichever of the two ways.</summary>
    public bool IsStopped => _stop.IsCancellationRequested;

    /// <summary>Whether it was <c>skip</c> that it asked for.</summary>
    public bool IsSkipped { get; private set; }

    public void Report(GenerationProgress value)
    {
        lock (_gate)
        {
            _isStarted = true;
            switch (value)
            {
                case GenerationProgress.Stepped stepped:
                    _shares[stepped.Image] = (double)stepped.Step / stepped.Steps;
                    (_step, _steps) = (stepped.Step, stepped.Steps);
                    break;
                case GenerationProgress.Previewed preview:
                    _previews[preview.Image] = preview.Content;
                    (_lastPreview, _previewCount) = (preview.Image, _previewCount + 1);
                    break;
            }
        }
    }

    public TaskState State()
    {
        lock (_gate)
            return new TaskState(_isStarted, _shares.Average(), _step, _steps, _previews[_lastPreview], _previewCount);
    }

    /// <summary>The latest preview of each image that has one.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Previews()
    {
        lock (_gate)
            return [.. _previews.OfType<ReadOnlyMemory<byte>>()];
    }

    /// <summary>Ends the work; what there is to see is the answer.</summary>
    public void Stop(bool isSkip)
    {
        IsSkipped = isSkip;
        _stop.Cancel();
    }

    public void Dispose() => _stop.Dispose();
}

/// <summary>A task at one moment.</summary>
/// <param name="IsStarted">A device works on it.</param>
/// <param name="Progress">0..1 over all its images.</param>
/// <param name="Step">Steps of the image that moved last.</param>
/// <param name="Steps">Steps that image takes.</param>
/// <param name="Preview">Latest preview; null before the first.</param>
/// <param name="PreviewNumber">Previews so far.</param>
internal sealed record TaskState(bool IsStarted, double Progress, int Step, int Steps, ReadOnlyMemory<byte>? Preview, int PreviewNumber);
