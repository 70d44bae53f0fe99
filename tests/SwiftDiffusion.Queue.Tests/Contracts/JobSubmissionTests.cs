using SwiftDiffusion.Contracts.Jobs;

namespace SwiftDiffusion.Queue.Tests.Contracts;

public sealed class JobSubmissionTests
{
    private static readonly JobSubmission Valid = new() { Id = JobId.At(DateTimeOffset.UnixEpoch), Job = Samples.Job(), ApiKeyId = "alice" };

    [Fact]
    public void Values_outside_their_bounds_cannot_be_constructed()
    {
        Assert.Throws<ArgumentException>(() => Valid with { ApiKeyId = " " });
        Assert.Throws<ArgumentOutOfRangeException>(() => Valid with { Priority = (JobPriority)4 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Valid with { StartTimeout = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => Valid with { TotalTimeout = TimeSpan.FromSeconds(-1) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyLimits(-1, 0));
        Assert.Throws<ArgumentException>(() => new IdempotencyKey("", "f"));
    }

    [Fact]
    public void Nothing_is_limited_unless_asked_for() =>
        Assert.Equal((KeyLimits.None, null, null, JobPriority.Normal), (Valid.Limits, Valid.StartTimeout, Valid.TotalTimeout, Valid.Priority));
}
