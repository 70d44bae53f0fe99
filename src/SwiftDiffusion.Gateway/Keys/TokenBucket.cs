namespace SwiftDiffusion.Gateway.Keys;

/// <summary>A budget that fills steadily, up to what a minute brings: bursts are fine as long as the minute's sum is kept.</summary>
internal sealed class TokenBucket(int perMinute, TimeProvider time)
{
    private readonly Lock _gate = new();
    private double _tokens = perMinute;
    private long _filled = time.GetTimestamp();

    /// <summary>Takes one token if there is one.</summary>
    public RateDecision Take()
    {
        lock (_gate)
        {
            long now = time.GetTimestamp();
            _tokens = Math.Min(perMinute, _tokens + (time.GetElapsedTime(_filled, now).TotalMinutes * perMinute));
            _filled = now;
            bool isAllowed = _tokens >= 1;
            if (isAllowed)
                _tokens--;
            return new RateDecision(isAllowed, perMinute, (int)_tokens, Fill(1 - _tokens), Fill(perMinute - _tokens));
        }
    }

    private TimeSpan Fill(double tokens) => TimeSpan.FromMinutes(Math.Max(0, tokens) / perMinute);
}
