using StackExchange.Redis;
using SwiftDiffusion.Queue.Scripts;

namespace SwiftDiffusion.Queue.Store;

/// <summary>
/// The one multiplexed connection of a process. Whatever is asked runs again when the connection broke or the server is changing roles, which is safe
/// because every script recognises what it has done already; nothing ever blocks the connection.
/// </summary>
internal sealed class StoreConnection : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// What a server says while it starts, is demoted or hands over slots, and while its disk, its memory or its replicas do not let it write; a script then
    /// has written nothing yet.
    /// </summary>
    private static readonly string[] PassingErrors =
        ["LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "BUSY ", "UNKILLABLE", "MISCONF", "OOM ", "NOREPLICAS"];

    private readonly IConnectionMultiplexer _connection;
    private readonly RedisKey[] _keys;
    private readonly QueueClock _clock;
    private readonly TimeSpan _patience;
    private readonly ICommitLog? _log;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    private StoreConnection(IConnectionMultiplexer connection, StoreSettings settings, TimeProvider time, ILogger logger)
    {
        _connection = connection;
        Name = $"{{{settings.QueueName}}}";
        _keys = [Name];
        _clock = settings.Clock;
        _patience = settings.Patience;
        _log = settings.Log;
        _time = time;
        _logger = logger;
        connection.ConnectionFailed += (_, e) => Log.StoreLost(logger, e.Exception, $"{e.EndPoint}", $"{e.FailureType}");
        connection.ConnectionRestored += (_, e) => Log.StoreBack(logger, $"{e.EndPoint}");
    }

    /// <summary>The queue's name in braces, the hash tag of all its keys and the beginning of its channels.</summary>
    public string Name { get; }

    public static async Task<StoreConnection> OpenAsync(
        ConfigurationOptions options, StoreSettings settings, TimeProvider time, ILogger logger) =>
        new(await ConnectionMultiplexer.ConnectAsync(options), settings, time, logger);

    /// <summary>Runs a script; a change is safe when this returns.</summary>
    /// <exception cref="StoreUnavailableException">The store stayed away.</exception>
    public Task<RedisResult> RunAsync(Script script, IEnumerable<RedisValue> arguments, CancellationToken cancellationToken)
    {
        RedisValue[] values = [_clock.Now, .. arguments];
        return PersistAsync(
            script.Name,
            async () =>
            {
                var answer = await _connection.GetDatabase().ScriptEvaluateAsync(script.Text, _keys, values);
                if (_log is not null && script.IsChange)
                    await _log.CommitAsync();
                return answer;
            },
            cancellationToken);
    }

    /// <summary>Listens on one of the queue's channels until disposed. A message may be missed while the connection is down.</summary>
    /// <exception cref="StoreUnavailableException">The store stayed away.</exception>
    public async Task<Subscription> SubscribeAsync(string channel, Action<string> onMessage, CancellationToken cancellationToken)
    {
        var name = RedisChannel.Literal($"{Name}:{channel}");
        var messages = await PersistAsync(channel, () => _connection.GetSubscriber().SubscribeAsync(name), cancellationToken);
        messages.OnMessage(message => onMessage(message.Message.ToString()));
        return new Subscription(messages);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    /// <summary>
    /// Asks until there is an answer. A token that fires stops the waiting between two tries; the answer to what was sent is waited for, so that nobody
    /// wonders whether it happened.
    /// </summary>
    private async Task<T> PersistAsync<T>(string what, Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        long start = _time.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return await ask();
            }
            catch (Exception e) when (IsPassing(e))
            {
                if (_time.GetElapsedTime(start) > _patience)
                    throw new StoreUnavailableException($"The store has not answered '{what}' for {_patience}: {e.Message}", e);
                Log.StoreAskedAgain(_logger, what, e.Message);
            }

            await Task.Delay(pause, _time, cancellationToken);
        }
    }

    private static bool IsPassing(Exception e) => e is RedisConnectionException or RedisTimeoutException
        || (e is RedisServerException && PassingErrors.Any(error => e.Message.StartsWith(error, StringComparison.Ordinal)));
}
