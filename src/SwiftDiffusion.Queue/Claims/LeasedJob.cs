using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Queue.Events;
using SwiftDiffusion.Queue.Store;

namespace SwiftDiffusion.Queue.Claims;

/// <summary>
/// A job that this worker holds. It keeps its lease alive by itself until it is settled: by <see cref="CompleteAsync"/>, <see cref="FailAsync"/> or
/// <see cref="ReleaseAsync"/>, of which the first counts. Disposing one that is not settled hands the job back. A settlement that cannot reach the store
/// throws; the job then comes back by itself when the lease runs out.
/// </summary>
public sealed class LeasedJob : IAsyncDisposable
{
    /// <summary>Renewals are tried this many times within a lease.</summary>
    private const int RenewalsPerLease = 3;

    internal static readonly JobFailure HandedBack = new(FailureCode.NotReady, "The worker handed the job back unharmed.");

    private readonly ClaimedJob _claim;
    private readonly LeaseCalls _calls;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Action<LeasedJob> _onSettled;
    // Never disposed, since whoever stops the job may come late; it owns no timer.
    private readonly CancellationTokenSource _stopped = new();
    private readonly CancellationTokenSource _settled = new();
    private readonly Task _renewing;
    private int _isSettled;
    private int _reason;
    private long _heldSince;

    /// <param name="claim">What was granted.</param>
    /// <param name="job">Its payload.</param>
    /// <param name="asked">Timestamp from before the claim was sent, so that the lease is never believed to last longer than it does.</param>
    /// <param name="calls">The lease's scripts.</param>
    /// <param name="time">The clock of this process, which only measures durations here.</param>
    /// <param name="logger">Where lost leases are told.</param>
    /// <param name="onSettled">Called once, when the lease is no longer held.</param>
    internal LeasedJob(ClaimedJob claim, GenerationJob job, long asked, LeaseCalls calls, TimeProvider time, ILogger logger, Action<LeasedJob> onSettled)
    {
        _claim = claim;
        Job = job;
        _heldSince = asked;
        _calls = calls;
        _time = time;
        _logger = logger;
        _onSettled = onSettled;
        _renewing = KeepAsync();
    }

    public JobId Id => _claim.Id;

    public GenerationJob Job { get; }

    /// <summary>From 1.</summary>
    public int Attempt => _claim.Attempt;

    /// <summary>Number of this claim of the job, which no other has.</summary>
    public long Claim => _claim.Claim;

    public string ApiKeyId => _claim.ApiKeyId;

    /// <summary>From acceptance to this claim.</summary>
    public TimeSpan Waited => _claim.Granted - _claim.Submitted;

    /// <summary>What was left until the job's deadline when it was claimed; null without one.</summary>
    public TimeSpan? TimeLeft => _claim.TimeLeft;

    public string? TraceParent => _claim.TraceParent;

    public Uri? Webhook => _claim.Webhook;

    /// <summary>Fires when the work is in vain; <see cref="Reason"/> says why.</summary>
    public CancellationToken Stopped => _stopped.Token;

    public StopReason Reason => (StopReason)Volatile.Read(ref _reason);

    /// <summary>A step is done. Also renews the lease.</summary>
    public Task StepAsync(int image, int step, int steps, JobPreview? preview, CancellationToken cancellationToken) =>
        ReportAsync(EventLine.StepKind, EventLine.Payload(image, step, steps, preview), isKept: false, cancellationToken);

    /// <summary>An adapter is on its way. Also renews the lease.</summary>
    public Task LoadingAsync(string adapter, double? fraction, CancellationToken cancellationToken) =>
        ReportAsync(EventLine.LoadKind, EventLine.Payload(adapter, fraction), isKept: false, cancellationToken);

    /// <summary>An adapter joined an image before the given step. Also renews the lease.</summary>
    public Task AttachedAsync(string adapter, int image, int step, CancellationToken cancellationToken) =>
        ReportAsync(EventLine.AttachKind, EventLine.Payload(adapter, image, step), isKept: true, cancellationToken);

    /// <summary>Stores the pictures and ends the job, unless the lease is lost: then nobody ever sees them.</summary>
    public Task<Settlement> CompleteAsync(GenerationResult result, CancellationToken cancellationToken) =>
        SettleAsync(() => _calls.CompleteAsync(_claim, result, cancellationToken));

    /// <summary>Ends the attempt. Failures that hang on the worker are tried again while attempts are left; others end the job.</summary>
    public Task<Settlement> FailAsync(JobFailure failure, CancellationToken cancellationToken) =>
        SettleAsync(() => _calls.FailAsync(_claim, failure, cancellationToken));

    /// <summary>Hands the job back, as when the worker is to stop; the attempt does not count.</summary>
    public Task<Settlement> ReleaseAsync(CancellationToken cancellationToken) =>
        SettleAsync(() => _calls.ReleaseAsync(_claim, HandedBack, cancellationToken));

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_isSettled == 0)
                await ReleaseAsync(CancellationToken.None);
        }
        catch (StoreUnavailableException e)
        {
            // The lease will run out by itself.
            Log.LeaseLost(_logger, $"{Id}", Attempt, e.Message);
        }
        finally
        {
            await _renewing;
            _settled.Dispose();
        }
    }

    /// <summary>Tells that the store ended this claim.</summary>
    internal void Stop(StopReason reason)
    {
        if (_isSettled != 0 || reason == StopReason.None || Interlocked.CompareExchange(ref _reason, (int)reason, (int)StopReason.None) != (int)StopReason.None)
            return;
        _stopped.Cancel();
        Log.LeaseLost(_logger, $"{Id}", Attempt, $"{reason}");
    }

    private async Task<Settlement> SettleAsync(Func<Task<Settlement>> settle)
    {
        if (Interlocked.Exchange(ref _isSettled, 1) != 0)
            throw new InvalidOperationException($"{Id} is settled already.");
        try
        {
            return await settle();
        }
        finally
        {
            // Only now: until the store has the outcome, the lease must live.
            await _settled.CancelAsync();
            _onSettled(this);
        }
    }

    private async Task ReportAsync(string kind, string payload, bool isKept, CancellationToken cancellationToken)
    {
        long asked = _time.GetTimestamp();
        Note(await _calls.ReportAsync(_claim, kind, payload, isKept, cancellationToken), asked);
    }

    /// <summary>Renews until the job is settled or stopped. A lease that could not be renewed for as long as it lasts is taken for lost.</summary>
    private async Task KeepAsync()
    {
        var pause = _calls.LeaseDuration / RenewalsPerLease;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_settled.Token, _stopped.Token);
        try
        {
            while (true)
            {
                await Task.Delay(pause, _time, ended.Token);
                await RenewAsync(ended.Token);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // Settled or stopped.
        }
    }

    private async Task RenewAsync(CancellationToken ended)
    {
        long asked = _time.GetTimestamp();
        var left = _calls.LeaseDuration - _time.GetElapsedTime(_heldSince);
        try
        {
            using var expiry = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ended, expiry.Token);
            Note(await _calls.RenewAsync(_claim, either.Token), asked);
        }
        catch (Exception e) when (e is StoreUnavailableException || (e is OperationCanceledException && !ended.IsCancellationRequested))
        {
            Log.RenewalFailed(_logger, $"{Id}", e.Message);
            if (_time.GetElapsedTime(_heldSince) >= _calls.LeaseDuration)
                Stop(StopReason.LeaseLost);
        }
    }

    private void Note(StopReason reason, long asked)
    {
        if (reason == StopReason.None)
            _heldSince = asked;
        else
            Stop(reason);
    }
}
