using System.Threading.Channels;
using Microsoft.ML.OnnxRuntime;

namespace SwiftDiffusion.Engine.Denoising;

/// <summary>
/// The heart of a UNet device: a step-level continuous batcher. There is one for each device of a model. Sequences join and leave at step boundaries. Main path of a turn: (1) admit what has
/// arrived, (2) let go of what was cancelled, (3) attach adapters that have been loaded meanwhile, (4) choose the next batch, (5) step it on the device and whatever siblings are free,
/// (6) retire what is finished.
/// </summary>
public sealed class DenoisingLoop : IAsyncDisposable
{
    private readonly StepSite _site;
    private readonly TimeProvider _time;
    private readonly RowProfile _profile;
    private readonly Channel<LoopEntry> _arrivals = Channel.CreateUnbounded<LoopEntry>(new UnboundedChannelOptions { SingleReader = true });
    private readonly List<LoopEntry> _running = [];
    private readonly Dictionary<BatchKey, long> _lastTurn = [];
    private readonly Task _turns;
    private StepBatch? _batch;
    private long _turn;
    private bool _occupiesDevice;

    /// <param name="site">Where steps run; others may use the devices between them.</param>
    /// <param name="maxRows">Rows a batch may have at most; the limit in use is learnt.</param>
    public DenoisingLoop(StepSite site, int maxRows)
    {
        _site = site;
        _time = site.Time;
        _profile = new RowProfile(maxRows);
        _turns = Task.Run(TakeTurnsAsync);
    }

    /// <summary>Runs a sequence to its end, batched with whatever else is in the loop.</summary>
    /// <param name="sequence">Stays the caller's, who disposes it afterwards.</param>
    /// <param name="observer">Told of every step of this sequence, on the loop's thread; or null.</param>
    /// <param name="cancellation">Takes the sequence out at the next step boundary.</param>
    /// <exception cref="OperationCanceledException">The token fired, or the loop was closed.</exception>
    /// <exception cref="Generation.NotFiniteException">The model's output is not finite.</exception>
    /// <returns>How long it waited for its first step.</returns>
    public async Task<TimeSpan> RunAsync(Sequence sequence, IStepObserver? observer, CancellationToken cancellation)
    {
        long arrived = _time.GetTimestamp();
        var entry = new LoopEntry(sequence, observer, cancellation);
        if (!_arrivals.Writer.TryWrite(entry))
            throw new OperationCanceledException("The denoising loop is closed.");
        // Alone in the loop, a sequence need not wait for the end of the step: its graph is stopped.
        await using var registration = cancellation.Register(entry.Stop).ConfigureAwait(false);
        await entry.Done.ConfigureAwait(false);
        var wait = _time.GetElapsedTime(arrived, entry.FirstStep);
        EngineTelemetry.SequenceWait.Record(wait.TotalSeconds, _site.Home.Tag);
        return wait;
    }

    /// <summary>Takes no more sequences, cancels those inside and waits for the running step.</summary>
    public async ValueTask DisposeAsync()
    {
        _arrivals.Writer.Complete();
        await _turns.ConfigureAwait(false);
        _batch?.Dispose();
    }

    private async Task TakeTurnsAsync()
    {
        while (await AdmitAsync().ConfigureAwait(false))
        {
            // 2. Cancelled.
            Retire(entry => entry.Cancellation.IsCancellationRequested, entry => entry.Cancel());

            // 3. Adapters.
            AttachAdapters();

            // 4. The next batch.
            var chosen = Choose();
            Occupy(chosen.Count > 0);
            if (chosen.Count == 0)
            {
                await WaitForWorkAsync().ConfigureAwait(false);
                continue;
            }

            // 5. Step it.
            await StepAsync(chosen).ConfigureAwait(false);

            // 6. Finished.
            Retire(entry => entry.Sequence.IsFinished, entry => entry.Complete());
        }

        Retire(_ => true, entry => entry.Cancel());
        Occupy(false);
    }

    /// <summary>1. Takes in what has arrived; waits only when nothing is running. False when the loop is closed.</summary>
    private async ValueTask<bool> AdmitAsync()
    {
        if (_running.Count == 0)
            Occupy(false);
        if (_running.Count == 0 && !await _arrivals.Reader.WaitToReadAsync().ConfigureAwait(false))
            return false;
        while (_arrivals.Reader.TryRead(out var entry))
            _running.Add(entry);
        return !_arrivals.Reader.Completion.IsCompleted;
    }

    private void AttachAdapters()
    {
        // Several may have arrived for one sequence.
        while (_running.Find(entry => entry.Sequence.LateAdapters?.Joins(entry.Sequence.CompletedCalls) == true) is { } entry)
        {
            DropBatchOf(entry);
            if (entry.Sequence.LateAdapters!.Arrival is { IsCompletedSuccessfully: false } failed)
                Fail(entry, failed.Exception?.GetBaseException() ?? new OperationCanceledException("Loading an adapter was cancelled."));
            else
            {
                entry.Sequence.AttachLateAdapters();
                EngineTelemetry.AttachStep.Record(entry.Sequence.CompletedCalls);
            }
        }
    }

    /// <summary>Everything in the loop waits for adapters: until one has arrived, another sequence comes, or one is cancelled.</summary>
    private async Task WaitForWorkAsync()
    {
        if (_running.Count == 0)
            return;
        var events = _running.Select(entry => (Task)entry.Sequence.LateAdapters!.Arrival).Concat(_running.Select(entry => entry.Stopped));
        await Task.WhenAny(events.Append(_arrivals.Reader.WaitToReadAsync().AsTask())).ConfigureAwait(false);
    }

    /// <summary>Siblings may ask a device for help only while its own loop has nothing to step.</summary>
    private void Occupy(bool occupies)
    {
        if (occupies && !_occupiesDevice)
            _site.Home.EnterLoop();
        else if (!occupies && _occupiesDevice)
            _site.Home.LeaveLoop();
        _occupiesDevice = occupies;
    }

    private List<LoopEntry> Choose()
    {
        var able = _running.FindAll(entry => entry.Sequence.LateAdapters?.LetsStep(entry.Sequence.CompletedCalls) != false);
        var ready = able.ConvertAll(entry => (Key: BatchKey.Of(entry.Sequence), entry.Sequence.Conditions.Rows));
        var chosen = BatchPlanner.Choose(ready, _lastTurn, _profile.Limit).Select(i => able[i]).ToList();
        if (chosen.Count > 0)
            _lastTurn[BatchKey.Of(chosen[0].Sequence)] = _turn++;
        // Keys whose sequences have all left would otherwise pile up.
        if (_lastTurn.Count > 2 * _running.Count)
            foreach (var key in _lastTurn.Keys.Except(ready.Select(r => r.Key)).ToArray())
                _lastTurn.Remove(key);
        return chosen;
    }

    private async Task StepAsync(List<LoopEntry> entries)
    {
        using var options = new RunOptions();
        if (entries.Count == 1)
            entries[0].Attach(options);
        try
        {
            await StepTogetherAsync(entries, options).ConfigureAwait(false);
        }
        catch (OnnxRuntimeException) when (entries is [{ Cancellation.IsCancellationRequested: true }])
        {
            // Stopped on purpose; the next turn lets go of it.
        }
#pragma warning disable CA1031 // The loop must outlive whatever one batch runs into.
        catch (Exception e)
#pragma warning restore CA1031
        {
            await IsolateAsync(entries, e).ConfigureAwait(false);
        }
        finally
        {
            if (entries.Count == 1)
                entries[0].Detach();
        }
    }

    /// <summary>A batch failed as a whole: each of its sequences takes the step alone, and only those that fail again are failed.</summary>
    private async Task IsolateAsync(List<LoopEntry> entries, Exception failure)
    {
        if (entries.Count == 1)
        {
            Fail(entries[0], failure);
            return;
        }

        foreach (var entry in entries)
            await StepAsync([entry]).ConfigureAwait(false);
    }

    private async Task StepTogetherAsync(List<LoopEntry> entries, RunOptions options)
    {
        var sequences = entries.ConvertAll(entry => entry.Sequence);
        if (_batch is null || !_batch.Holds(sequences))
        {
            _batch?.Dispose();
            _batch = null;
            _batch = new StepBatch(sequences);
        }

        long start = _time.GetTimestamp();
        var clock = new StepClock(_time);
        var failures = await BatchStep.RunAsync(_batch, _site, entries.ConvertAll(entry => entry.Observer), clock, options).ConfigureAwait(false);
        RecordStep(start, _batch.Rows, clock);
        foreach (var (rows, took) in clock.Halves)
            _profile.Observe(rows, took);
        foreach (var entry in entries.Where(entry => entry.FirstStep == 0))
            entry.FirstStep = clock.Began;
        for (int i = 0; i < failures.Length; i++)
        {
            if ((failures[i] ?? Tell(entries[i])) is { } failure)
                Fail(entries[i], failure);
        }
    }

    private void RecordStep(long start, int rows, StepClock clock)
    {
        var device = _site.Home.Tag;
        EngineTelemetry.StepDuration.Record(_time.GetElapsedTime(start).TotalSeconds, device);
        EngineTelemetry.StepRows.Record(rows, device);
        if (clock.BranchWait is { } wait)
            EngineTelemetry.BranchWait.Record(wait.TotalSeconds, device);
    }

    /// <summary>An observer's failure is its own sequence's.</summary>
    private static Exception? Tell(LoopEntry entry)
    {
        try
        {
            entry.Observer?.Stepped(entry.Sequence);
            return null;
        }
#pragma warning disable CA1031 // What an observer may throw is not the loop's to know.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return e;
        }
    }

    private void Fail(LoopEntry entry, Exception failure)
    {
        _running.Remove(entry);
        DropBatchOf(entry);
        entry.Fail(failure);
    }

    private void Retire(Predicate<LoopEntry> leaves, Action<LoopEntry> settle)
    {
        foreach (var entry in _running.FindAll(leaves))
        {
            _running.Remove(entry);
            DropBatchOf(entry);
            settle(entry);
        }
    }

    /// <summary>Before a sequence's owner hears that it left, because the owner then disposes tensors that the batch refers to.</summary>
    private void DropBatchOf(LoopEntry entry)
    {
        if (_batch?.Sequences.Contains(entry.Sequence) != true)
            return;
        _batch.Dispose();
        _batch = null;
    }
}
