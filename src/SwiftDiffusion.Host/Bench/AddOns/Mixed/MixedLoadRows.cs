using System.Collections.Concurrent;
using System.Globalization;
using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Host.Output;

namespace SwiftDiffusion.Host.Bench.AddOns.Mixed;

/// <summary>
/// Minutes of requests of every kind at once, some cancelled, some with adapters that fail or come late. Each ends in the one way it must, none is stuck, and
/// afterwards the process holds no more than after three tenths of the time, when caches have filled, and draws the same picture as before.
/// </summary>
internal sealed class MixedLoadRows(AddOnContext context)
{
    private const int Clients = 6, Parts = 10, Settled = 3;
    private const long TierBytes = 4 << 20;
    private const double HoldingsBar = 1.05, LatentBar = 1e-4;

    /// <summary>A request takes a second or two; one that takes this long is stuck.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, int> _ends = [];
    private readonly ConcurrentQueue<string> _faults = [];
    private int _begun;

    public async Task<List<AddOnRow>> RunAsync(Action<double> progress, CancellationToken cancellation)
    {
        await using var engine = await context.OpenAsync(CoreSet.OfProcess.Count, PlacementPolicy.Adaptive, cancellation, TierBytes).ConfigureAwait(false);
        LatentsRecorder before = new(), after = new();
        await engine.SecondsAsync(engine.Request, cancellation, before).ConfigureAwait(false);
        var whole = TimeSpan.FromMinutes(context.Arguments.Minutes);
        long start = context.Time.GetTimestamp();

        var held = new List<ProcessHoldings>();
        for (int part = 1; part <= Parts; part++)
        {
            await LoadAsync(engine, start, whole * part / Parts, whole, progress, cancellation).ConfigureAwait(false);
            held.Add(ProcessHoldings.Now());
        }

        var (settled, end) = (held[Settled - 1], held[^1]);
        await engine.SecondsAsync(engine.Request, cancellation, after).ConfigureAwait(false);
        return
        [
            Ended(),
            AddOnRow.AtMost(
                "mixed load: resident memory at the end vs after three tenths", string.Join(", ", held.Select(part => Figures.Bytes(part.ResidentBytes))),
                (double)end.ResidentBytes / settled.ResidentBytes, HoldingsBar),
            AddOnRow.AtMost("mixed load: native handles at the end vs after three tenths", $"{end.HandlesText} against {settled.HandlesText}", (double)end.Handles / settled.Handles, HoldingsBar),
            AddOnRow.AtMost("mixed load: largest difference of latents after vs before", "absolute, after the last step", LatentsRecorder.Difference(before, after), LatentBar),
        ];
    }

    private AddOnRow Ended()
    {
        int right = _ends.Values.Sum();
        string ends = string.Join(", ", _ends.OrderBy(end => end.Key, StringComparer.Ordinal).Select(end => string.Create(CultureInfo.InvariantCulture, $"{end.Value} {end.Key}")));
        string faults = _faults.IsEmpty ? "" : $"; {string.Join("; ", _faults.Take(3))}";
        return AddOnRow.AtLeast($"mixed load: share of {_begun} requests that ended in the one way they must", ends + faults, (double)right / _begun, 1);
    }

    /// <summary>Requests of several clients until so much time has passed since the start; returns when all have ended.</summary>
    private Task LoadAsync(BenchEngine engine, long start, TimeSpan until, TimeSpan whole, Action<double> progress, CancellationToken cancellation) =>
        Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            while (context.Time.GetElapsedTime(start) < until)
            {
                await RunAsync(MixedDraw.Of(Interlocked.Increment(ref _begun), engine, context.Store), engine.Engine, cancellation).ConfigureAwait(false);
                progress(Math.Min(1, context.Time.GetElapsedTime(start) / whole));
            }
        }));

    private async Task RunAsync(MixedDraw draw, ImageEngine engine, CancellationToken cancellation)
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (draw.CancelAfter == 0)
            await cancelled.CancelAsync().ConfigureAwait(false);
        var handle = engine.Submit(draw.Request, new CancelAt(draw.CancelAfter, cancelled), cancelled.Token);
        try
        {
            await ((Task)handle.Result).WaitAsync(Patience, context.Time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!handle.Result.IsCompleted)
        {
            _faults.Enqueue($"request {draw.Number} is stuck");
            handle.Cancel();
            return;
        }
#pragma warning disable CA1031 // How a request ends is what is looked at.
        catch (Exception e) when (!cancellation.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Count(draw, e is OperationCanceledException ? "cancelled" : "failed", e, await WasDecodedAsync(handle).ConfigureAwait(false));
            return;
        }

        Count(draw, "completed", null, await WasDecodedAsync(handle).ConfigureAwait(false));
    }

    /// <summary>What was told of it must agree with how it ended.</summary>
    private void Count(MixedDraw draw, string end, Exception? failure, bool wasDecoded)
    {
        if (draw.MayEndIn(failure) && (failure is not null || wasDecoded))
            _ends.AddOrUpdate(end, 1, (_, count) => count + 1);
        else
            _faults.Enqueue($"request {draw.Number} {end}{(failure is null ? "" : $" with {failure.GetType().Name}: {failure.Message}")}");
    }

    /// <summary>Reads the events of an ended request to their end.</summary>
    private static async Task<bool> WasDecodedAsync(GenerationHandle handle)
    {
        bool wasDecoded = false;
        await foreach (var told in handle.Events.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            wasDecoded |= told is GenerationEvent.Decoded;
        return wasDecoded;
    }

    private sealed class CancelAt(int? step, CancellationTokenSource cancelled) : IStepObserver
    {
        public void Evaluated(ReadOnlySpan<float> input, float timestep, ReadOnlySpan<float> output)
        {
            // Only steps count.
        }

        public void Stepped(Sequence sequence)
        {
            if (sequence.CompletedCalls == step)
                cancelled.Cancel();
        }
    }
}
