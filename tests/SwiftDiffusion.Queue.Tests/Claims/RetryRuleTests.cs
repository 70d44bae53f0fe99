using SwiftDiffusion.Contracts;
using SwiftDiffusion.Queue.Claims;

namespace SwiftDiffusion.Queue.Tests.Claims;

public sealed class RetryRuleTests
{
    [Fact]
    public void Only_what_hangs_on_the_worker_is_tried_again() => Assert.Equal(
        [FailureCode.Overloaded, FailureCode.DeviceLost, FailureCode.NotReady],
        Enum.GetValues<FailureCode>().Where(code => RetryRule.MaxAttempts(code, 3) == 3));

    [Fact]
    public void What_the_client_can_mend_or_wanted_is_no_dead_letter() => Assert.Equal(
        [
            FailureCode.InvalidRequest, FailureCode.UnknownModel, FailureCode.UnknownAdapter, FailureCode.UnknownControlNet,
            FailureCode.Cancelled, FailureCode.DeadlineExceeded,
        ],
        Enum.GetValues<FailureCode>().Where(code => !RetryRule.IsDeadLetter(code)));
}
