using System.Runtime.CompilerServices;
using System.Threading.Channels;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Queue.Scripts;
using SwiftDiffusion.Queue.Store;

namespace SwiftDiffusion.Queue.Events;

/// <summary>
/// What happens to a job, as it happens. Main path: (1) listen, (2) replay what was before, (3) pass on what arrives, and now and then replay again,
/// because a message is lost when the connection breaks; sequence numbers tell what is new.
/// </summary>
public sealed class JobEvents
{
    /// <summary>As many of a job's last digits as name its channel, as in <c>prelude.lua</c>.</summary>
    private const int SharedDigits = 2;

    private readonly StoreConnection _store;
    private readonly TimeSpan _pollInterval;
    private readonly TimeProvider _time;

    internal JobEvents(StoreConnection store, TimeSpan pollInterval, TimeProvider time)
    {
        _store = store;
        _pollInterval = pollInterval;
        _time = time;
    }

    /// <summary>
    /// The events of a job after the given sequence number (0 for all), in order and each once, up to its end. Superseded progress is left out. Ends
    /// at once for a job that is not known, or no longer. Of a store that crashed and lost what it had told, the end is told whatever its number.
    /// </summary>
    public async IAsyncEnumerable<JobEvent> WatchAsync(JobId id, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long begin = after;
        // 1. Listen.
        var arrived = Channel.CreateUnbounded<JobEvent?>();
        await using var subscription = await ListenAsync($"{id}", line => arrived.Writer.TryWrite(EventLine.Read(line)), cancellationToken);
        await using var poll = _time.CreateTimer(_ => arrived.Writer.TryWrite(null), null, _pollInterval, _pollInterval);

        // 2. Replay: null stands for looking by oneself.
        arrived.Writer.TryWrite(null);
        await foreach (var next in arrived.Reader.ReadAllAsync(cancellationToken))
        {
            // 3. A number left out is a message that was lost: what it said may be replayed.
            var events = next is not null && next.Sequence <= after + 1 ? [next] : await ReadAsync(id, cancellationToken);
            if (events.Count == 0)
                yield break;
            foreach (var happened in events.Where(e => e.Sequence > after || (e.IsEnd && e.Sequence != begin)))
            {
                yield return happened;
                after = happened.Sequence;
            }

            if (events[^1].IsEnd)
                yield break;
        }
    }

    /// <summary>The kept events of a job after a sequence number, and its latest progress, in order; none for a job that is not known.</summary>
    public async Task<IReadOnlyList<JobEvent>> ReplayAsync(JobId id, long after, CancellationToken cancellationToken) =>
        [.. (await ReadAsync(id, cancellationToken)).Where(e => e.Sequence > after)];

    /// <summary>On the channel that jobs with the same last digits share; a message begins with the line of its job.</summary>
    private Task<Subscription> ListenAsync(string id, Action<string> onLine, CancellationToken cancellationToken)
    {
        string first = $"{id}\n";
        return _store.SubscribeAsync(
            $"event:{id[^SharedDigits..]}",
            message =>
            {
                if (message.StartsWith(first, StringComparison.Ordinal))
                    onLine(message[first.Length..]);
            },
            cancellationToken);
    }

    private async Task<IReadOnlyList<JobEvent>> ReadAsync(JobId id, CancellationToken cancellationToken)
    {
        var lines = (string?[])(await _store.RunAsync(QueueScripts.Replay, [$"{id}"], cancellationToken))!;
        return [.. lines.Select(line => EventLine.Read(line!)).OrderBy(e => e.Sequence)];
    }
}
