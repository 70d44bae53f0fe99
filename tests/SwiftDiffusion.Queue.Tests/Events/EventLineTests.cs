using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Queue.Events;
using SwiftDiffusion.Queue.Payloads;

namespace SwiftDiffusion.Queue.Tests.Events;

public sealed class EventLineTests
{
    [Fact]
    public void A_line_has_number_instant_kind_worker_attempt_and_payload()
    {
        var started = Assert.IsType<JobEvent.Started>(EventLine.Read("7\n1500\nstarted\nw%201\n2\n"));
        Assert.Equal((7, DateTimeOffset.UnixEpoch.AddSeconds(1.5), "w 1", 2), (started.Sequence, started.At, started.WorkerId, started.Attempt));
    }

    [Theory]
    [InlineData("queued", false)]
    [InlineData("started", false)]
    [InlineData("completed", true)]
    [InlineData("cancelled", true)]
    public void Ends_are_known_as_such(string kind, bool isEnd) => Assert.Equal(isEnd, EventLine.Read($"1\n2\n{kind}\n\n0\n").IsEnd);

    [Theory]
    [InlineData("1\n2\nqueued")]
    [InlineData("1\n2\nexploded\n\n0\n")]
    [InlineData("1\n2\nfailed\n\n0\nno document")]
    public void What_no_script_of_ours_wrote_is_refused(string line) => Assert.Throws<PayloadException>(() => EventLine.Read(line));
}
