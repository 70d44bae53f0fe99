using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Threading.Channels;
using StackExchange.Redis;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Workers;
using SwiftDiffusion.Queue.Jobs;
using SwiftDiffusion.Queue.Payloads;
using SwiftDiffusion.Queue.Scripts;
using SwiftDiffusion.Queue.Store;

namespace SwiftDiffusion.Queue.Claims;

/// <summary>
/// The worker's side of the queue. Main path: (1) ask for the job that suits what is warm; (2) nothing there: sleep until woken, or until the poll
/// that makes up for a lost message; (3) read the payload: one that cannot be read ends as a dead letter, and the next job is asked for; (4) the
/// lease keeps itself alive, and hears when the job is stopped.
/// </summary>
public sealed class JobClaimer : IAsyncDisposable
{
    private const string StopMessage = "stop";

    private readonly StoreConnection _store;
    private readonly JobPayloads _payloads;
    private readonly QueueOptions _options;
    private readonly LeaseCalls _calls;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RedisValue _worker;
    private readonly Func<IEnumerable<string>> _models;
    private readonly ConcurrentDictionary<(string Id, long Claim), LeasedJob> _held = new();
    private readonly Channel<bool> _wakeUps = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private string _nonce = NewNonce();
    private Subscription? _subscription;

    private JobClaimer(
        StoreConnection store, JobPayloads payloads, QueueOptions options, string workerId, Func<IEnumerable<string>> models, TimeProvider time, ILogger logger)
    {
        _store = store;
        _payloads = payloads;
        _options = options;
        _calls = new LeaseCalls(store, payloads, options);
        _worker = Token.Of(workerId);
        _models = models;
        _time = time;
        _logger = logger;
    }

    /// <summary>Jobs that are held now.</summary>
    public ImmutableArray<LeasedJob> Held => [.. _held.Values];

    internal static async Task<JobClaimer> OpenAsync(
        StoreConnection store, JobPayloads payloads, QueueOptions options, string workerId, Func<IEnumerable<string>> models, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var claimer = new JobClaimer(store, payloads, options, workerId, models, time, logger);
        claimer._subscription = await store.SubscribeAsync($"wake:{claimer._worker}", claimer.OnMessage, cancellationToken);
        return claimer;
    }

    /// <summary>Has a claim that sleeps look again, as when the worker serves other models than it asked for.</summary>
    public void Wake() => _wakeUps.Writer.TryWrite(true);

    /// <summary>Waits for a job. One caller at a time.</summary>
    /// <param name="warm">What is in memory at the moment of asking.</param>
    /// <param name="cancellationToken">Stops waiting; a job granted at that moment is handed back.</param>
    /// <exception cref="StoreUnavailableException">The store stayed away, or the one of the job's parts failed and the job was handed back.</exception>
    public async Task<LeasedJob> ClaimAsync(Func<WarmSet> warm, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await TryClaimAsync(warm(), cancellationToken) is { } job)
                return job;
            // 2. Sleep.
            await SleepAsync(cancellationToken);
        }
    }

    /// <summary>Asks once.</summary>
    /// <returns>Null when nothing waits that this worker can do; it is then woken when something does.</returns>
    public async Task<LeasedJob?> TryClaimAsync(WarmSet warm, CancellationToken cancellationToken)
    {
        while (true)
        {
            // 1. Ask.
            long asked = _time.GetTimestamp();
            var granted = await AskAsync(warm, cancellationToken);
            _nonce = NewNonce();
            if (granted is null)
                return null;

            // 3. and 4.
            if (await OpenAsync(granted, asked, cancellationToken) is { } job)
                return job;
        }
    }

    /// <summary>Stops listening. Jobs that are held stay held; whoever has them settles them.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_subscription is not null)
            await _subscription.DisposeAsync();
    }

    /// <summary>
    /// Asks the store. The number of the question lets it recognise one whose answer was lost; it stays until an answer comes, since a store that was away,
    /// not dead, may have granted a job meanwhile, which is then granted again rather than left to its lease.
    /// </summary>
    internal async Task<ClaimedJob?> AskAsync(WarmSet warm, CancellationToken cancellationToken)
    {
        RedisValue[] arguments =
        [
            _worker, _nonce, (long)_options.LeaseDuration.TotalMilliseconds, _options.Affinity.Window, (long)_options.Affinity.AgeLimit.TotalMilliseconds, Token.Models(_models()),
            Token.Warm(warm), _options.Affinity.Weights, FailureText.Overdue, (long)_options.ResultTtl.TotalMilliseconds,
        ];
        return (string?[]?)await _store.RunAsync(QueueScripts.Claim, arguments, cancellationToken) is { Length: > 0 } flat ? ClaimedJob.Read(flat) : null;
    }

    private static string NewNonce() => $"{Guid.NewGuid():N}";

    private async Task SleepAsync(CancellationToken cancellationToken)
    {
        using var poll = new CancellationTokenSource(_options.PollInterval, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, poll.Token);
        try
        {
            await _wakeUps.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Time to look without having been woken.
        }
    }

    /// <summary>Reads the payload and takes the lease over.</summary>
    /// <returns>Null when the payload cannot be read; the job has ended then.</returns>
    private async Task<LeasedJob?> OpenAsync(ClaimedJob claim, long asked, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            var payload = await _payloads.GetJobAsync(claim.Payload, cancellationToken) ?? throw new PayloadException("A binary part of the job is gone.");
            var job = new LeasedJob(claim, payload, asked, _calls, _time, _logger, settled => _held.TryRemove(KeyOf(settled), out _));
            _held[KeyOf(job)] = job;
            return job;
        }
        catch (PayloadException e)
        {
            Log.PayloadUnreadable(_logger, e, $"{claim.Id}");
            await _calls.FailAsync(claim, new JobFailure(FailureCode.Internal, $"The job's record cannot be read: {e.Message}"), cancellationToken);
            return null;
        }
        catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
        {
            // The job is not to blame; where its parts lie, or this worker, is.
            await _calls.ReleaseAsync(claim, LeasedJob.HandedBack, CancellationToken.None);
            throw;
        }
    }

    private static (string Id, long Claim) KeyOf(LeasedJob job) => (job.Id.ToString(), job.Claim);

    /// <summary>Either a wake-up, which is empty, or <c>stop job claim state</c>.</summary>
    private void OnMessage(string message)
    {
        string[] words = message.Split(' ');
        if (words is not [StopMessage, var id, var claim, var state])
            Wake();
        else if (_held.TryGetValue((id, long.Parse(claim, CultureInfo.InvariantCulture)), out var job))
            job.Stop(LeaseCalls.Stop(state));
    }
}
