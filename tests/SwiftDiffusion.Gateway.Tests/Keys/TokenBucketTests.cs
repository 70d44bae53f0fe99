using CsCheck;
using Microsoft.Extensions.Time.Testing;
using SwiftDiffusion.Gateway.Keys;

namespace SwiftDiffusion.Gateway.Tests.Keys;

public sealed class TokenBucketTests
{
    [Fact]
    public void Whoever_comes_back_when_told_is_let_in() => Gen.Select(Gen.Int[1, 600], Gen.Int[1, 50]).Sample((perMinute, requests) =>
    {
        var time = new FakeTimeProvider();
        var bucket = new TokenBucket(perMinute, time);
        for (int i = 0; i < requests; i++)
        {
            var decision = bucket.Take();
            if (decision.IsAllowed)
                continue;
            Assert.InRange(decision.NextIn, TimeSpan.Zero, TimeSpan.FromMinutes(1));
            // One tick for the rounding of durations.
            time.Advance(decision.NextIn + TimeSpan.FromTicks(1));
            Assert.True(bucket.Take().IsAllowed);
        }
    });

    [Fact]
    public void No_minute_has_more_requests_than_a_full_bucket_and_what_fills_it() => Gen.Select(Gen.Int[1, 100], Gen.Int[0, 2_000].Array[1, 200]).Sample((perMinute, pauses) =>
    {
        var time = new FakeTimeProvider();
        var bucket = new TokenBucket(perMinute, time);
        var passed = TimeSpan.Zero;
        int allowed = 0;
        foreach (int pause in pauses)
        {
            time.Advance(TimeSpan.FromMilliseconds(pause));
            passed += TimeSpan.FromMilliseconds(pause);
            allowed += bucket.Take().IsAllowed ? 1 : 0;
            Assert.True(allowed <= perMinute + (passed.TotalMinutes * perMinute) + 1e-6);
        }
    });
}
