using System.Threading.Channels;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Queue.Claims;
using SwiftDiffusion.Queue.Store;

namespace SwiftDiffusion.Worker;

/// <summary>
/// Carries an engine's progress to the job's events. The engine never waits for the store: while a report is under way others gather, and of those only
/// what is not superseded is sent, at a pace that a person can follow. Reports may be lost; the outcome does not depend on them.
/// </summary>
internal sealed class ProgressRelay : IProgress<GenerationProgress>, IAsyncDisposable
{
    /// <summary>Between two sendings; each is a call to the store, and nobody follows more than forty steps a second.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(25);

    private readonly Channel<GenerationProgress> _reports = Channel.CreateUnbounded<GenerationProgress>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<int, GenerationProgress.Stepped> _latest = [];
    private readonly LeasedJob _job;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _sending;

    public ProgressRelay(LeasedJob job, TimeProvider time, ILogger logger)
    {
        _job = job;
        _time = time;
        _logger = logger;
        _sending = SendAllAsync();
    }

    public void Report(GenerationProgress value) => _reports.Writer.TryWrite(value);

    /// <summary>Waits until what was reported is sent.</summary>
    public async ValueTask DisposeAsync()
    {
        _reports.Writer.TryComplete();
        // What is left is not kept back.
        await _ended.CancelAsync();
        await _sending;
        _ended.Dispose();
    }

    /// <summary>What is left of reports when a step is superseded by a later one of its image, and a load by a later one of its adapter.</summary>
    internal static IEnumerable<GenerationProgress> Current(IReadOnlyList<GenerationProgress> reports) =>
        reports.Where((report, i) => !reports.Skip(i + 1).Any(later => IsSuperseded(report, later)));

    private static bool IsSuperseded(GenerationProgress report, GenerationProgress later) => (report, later) switch
    {
        (GenerationProgress.Stepped step, GenerationProgress.Stepped other) => step.Image == other.Image,
        (GenerationProgress.AdapterLoading load, GenerationProgress.AdapterLoading other) => load.Adapter == other.Adapter,
        _ => false,
    };

    private async Task SendAllAsync()
    {
        try
        {
            long? last = null;
            while (await _reports.Reader.WaitToReadAsync(_job.Stopped))
            {
                if (last is { } before && Pace - _time.GetElapsedTime(before) is { Ticks: > 0 } rest)
                    await Task.Delay(rest, _time, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                last = _time.GetTimestamp();
                var gathered = new List<GenerationProgress>();
                while (_reports.Reader.TryRead(out var report))
                    gathered.Add(report);
                await SendAsync(gathered, _job.Stopped);
            }
        }
        catch (OperationCanceledException) when (_job.Stopped.IsCancellationRequested)
        {
            // Nobody watches any more.
        }
        catch (StoreUnavailableException e)
        {
            Log.ProgressLost(_logger, $"{_job.Id}", e.Message);
        }
    }

    private async Task SendAsync(List<GenerationProgress> gathered, CancellationToken cancellation)
    {
        var current = Current(gathered).ToHashSet(ReferenceEqualityComparer.Instance);
        foreach (var report in gathered)
        {
            // Also of a step that is not sent: a preview after it shows it.
            if (report is GenerationProgress.Stepped step)
                _latest[step.Image] = step;
            if (current.Contains(report))
                await SendAsync(report, cancellation);
        }
    }

    private Task SendAsync(GenerationProgress report, CancellationToken cancellation)
    {
        switch (report)
        {
            case GenerationProgress.Stepped step:
                return _job.StepAsync(step.Image, step.Step, step.Steps, null, cancellation);
            case GenerationProgress.Previewed preview when _latest.TryGetValue(preview.Image, out var step):
                return _job.StepAsync(preview.Image, step.Step, step.Steps, new JobPreview(preview.Content, _job.Job.Output.MediaType), cancellation);
            case GenerationProgress.AdapterLoading load:
                return _job.LoadingAsync(load.Adapter, load.Fraction, cancellation);
            case GenerationProgress.AdapterAttached attached:
                return _job.AttachedAsync(attached.Adapter, attached.Image, attached.Step, cancellation);
            default:
                // Of the start the queue has told already.
                return Task.CompletedTask;
        }
    }
}
