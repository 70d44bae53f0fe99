using System.Collections.Concurrent;

namespace SwiftDiffusion.Gateway.Keys;

/// <summary>How fast each key asks. One process counts for itself: behind a balancer over n gateways a key has n times its rate at most.</summary>
internal sealed class KeyRates(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, TokenBucket> _buckets = new(StringComparer.Ordinal);

    /// <summary>Counts a request; null for a key without a rate.</summary>
    public RateDecision? Take(ApiKey key) =>
        key.RequestsPerMinute == 0 ? null : _buckets.GetOrAdd(key.Id, (_, perMinute) => new TokenBucket(perMinute, time), key.RequestsPerMinute).Take();
}
