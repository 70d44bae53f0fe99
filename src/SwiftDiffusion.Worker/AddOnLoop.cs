using System.Threading.Channels;
using SwiftDiffusion.Contracts.AddOns;
using SwiftDiffusion.Queue;
using SwiftDiffusion.Queue.AddOns;
using SwiftDiffusion.Queue.Store;

namespace SwiftDiffusion.Worker;

/// <summary>
/// Registered add-ons as a worker sees them. Main path, at every change and now and then: (1) what is ready is offered, and the registry of workers told,
/// (2) what nobody has looked at is taken on lease, a few at a time, (3) fetched and checked, (4) settled.
/// </summary>
internal sealed class AddOnLoop(OpenQueue queue, IJobEngine engine, WorkerStatus status, WorkerTelemetry telemetry, TimeProvider time, ILogger logger)
{
    /// <summary>A slow source must not keep the others waiting.</summary>
    private const int MostChecks = 4;

    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly HashSet<Task> _checks = [];
    private string _version = "";

    /// <summary>Learns what is registered, before the first job.</summary>
    public async Task LearnAsync(CancellationToken cancellationToken)
    {
        if (await queue.AddOns.ListAsync(_version, cancellationToken) is not { } list)
            return;
        await engine.OfferAsync([.. list.Entries.Where(entry => entry.State == AddOnState.Ready)], cancellationToken);
        _version = list.Version;
        status.Tell();
    }

    /// <summary>Works until the token fires; what is not checked by then is left to others.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        IAsyncDisposable? watch = null;
        try
        {
            while (true)
            {
                watch ??= await TryWatchAsync(cancellationToken);
                await LookAsync(cancellationToken);
                await WaitAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // As asked.
        }
        finally
        {
            await Task.WhenAll(_checks);
            if (watch is not null)
                await watch.DisposeAsync();
        }
    }

    private async Task<IAsyncDisposable?> TryWatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await queue.AddOns.WatchAsync(() => _changes.Writer.TryWrite(true), (kind, name) => Warm(kind, name, cancellationToken), cancellationToken);
        }
        catch (StoreUnavailableException e)
        {
            Log.AddOnsUnknown(logger, e.Message);
            return null;
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            // 1. Offer.
            await LearnAsync(cancellationToken);

            // 2. Take.
            _checks.RemoveWhere(check => check.IsCompleted);
            while (_checks.Count < MostChecks && await queue.AddOns.ClaimAsync(engine.Models.Select(model => model.Id), cancellationToken) is { } lease)
                _checks.Add(CheckAsync(lease, cancellationToken));
        }
        catch (StoreUnavailableException e)
        {
            Log.AddOnsUnknown(logger, e.Message);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.AddOnCrashed(logger, e, "the list");
        }
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var poll = new CancellationTokenSource(queue.Options.PollInterval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, poll.Token);
        try
        {
            await _changes.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Time to look without having been told.
        }
    }

    private async Task CheckAsync(AddOnLease lease, CancellationToken cancellationToken)
    {
        await Task.Yield();
        long start = time.GetTimestamp();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // 3. Check, as long as it is this worker's.
        var progress = new LatestProgress();
        var keeping = KeepAsync(lease, progress, over);
        var outcome = await CheckAsync(lease.AddOn, progress, over.Token);
        await over.CancelAsync();
        await keeping;

        // 4. Settle.
        await SettleAsync(lease, outcome);
        telemetry.AddOnChecked(lease.AddOn.Kind, outcome, time.GetElapsedTime(start));
        string words = outcome switch
        {
            AddOnOutcome.Accepted => "is good",
            AddOnOutcome.Refused refused => refused.Reason,
            _ => "was stopped",
        };
        Log.AddOnChecked(logger, lease.AddOn.Name, words, time.GetElapsedTime(start).TotalSeconds);
        _changes.Writer.TryWrite(true);
    }

    /// <returns>Null when it was removed, the worker stops, or the store is away: no fault of the add-on's.</returns>
    private async Task<AddOnOutcome?> CheckAsync(AddOnRegistration addOn, IProgress<AddOnProgress> progress, CancellationToken cancellationToken)
    {
        try
        {
            return await engine.CheckAsync(addOn, progress, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (StoreUnavailableException e)
        {
            Log.AddOnsUnknown(logger, e.Message);
            return null;
        }
        catch (Exception e)
        {
            Log.AddOnCrashed(logger, e, addOn.Name);
            return new AddOnOutcome.Refused("could not be checked; the worker's log has the cause");
        }
    }

    /// <summary>Ends the check when the add-on is no longer this worker's.</summary>
    private async Task KeepAsync(AddOnLease lease, LatestProgress progress, CancellationTokenSource over)
    {
        try
        {
            await lease.KeepAsync(() => progress.Value, over.Token);
            await over.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // It was checked, or the worker stops.
        }
        catch (StoreUnavailableException e)
        {
            Log.AddOnsUnknown(logger, e.Message);
            await over.CancelAsync();
        }
    }

    private async Task SettleAsync(AddOnLease lease, AddOnOutcome? outcome)
    {
        try
        {
            // Not an add-on that is no longer this worker's; the registry knows.
            await (outcome is null ? lease.ReleaseAsync(CancellationToken.None) : lease.SettleAsync(outcome, CancellationToken.None));
        }
        catch (StoreUnavailableException e)
        {
            // Its lease runs out by itself.
            Log.AddOnsUnknown(logger, e.Message);
        }
    }

    private void Warm(AddOnKind kind, string name, CancellationToken cancellationToken) => _ = Task.Run(
        async () =>
        {
            try
            {
                await engine.WarmAsync(kind, name, cancellationToken);
                status.Tell();
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // Whoever needs it hears why it cannot be had.
                Log.AddOnCrashed(logger, e, name);
            }
        },
        cancellationToken);

    /// <summary>Keeps the last report.</summary>
    private sealed class LatestProgress : IProgress<AddOnProgress>
    {
        private readonly Lock _gate = new();
        private AddOnProgress _value;

        public AddOnProgress Value
        {
            get
            {
                lock (_gate)
                    return _value;
            }
        }

        public void Report(AddOnProgress value)
        {
            lock (_gate)
                _value = value;
        }
    }
}
