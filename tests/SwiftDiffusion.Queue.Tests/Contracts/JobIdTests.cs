using SwiftDiffusion.Contracts.Jobs;

namespace SwiftDiffusion.Queue.Tests.Contracts;

public sealed class JobIdTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void What_was_written_is_read()
    {
        var id = JobId.At(Now);
        Assert.Equal(id, JobId.Parse($"{id}"));
        Assert.StartsWith("job_", $"{id}", StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_of_one_instant_differ_and_later_ones_sort_later()
    {
        Assert.NotEqual(JobId.At(Now), JobId.At(Now));
        Assert.True(string.CompareOrdinal($"{JobId.At(Now)}", $"{JobId.At(Now.AddMilliseconds(1))}") < 0);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("job_")]
    [InlineData("job_0123456789abcdef0123456789abcdeF")]
    [InlineData("job_0123456789abcdef0123456789abcdef0")]
    [InlineData("job:0123456789abcdef0123456789abcdef")]
    [InlineData("job_0123456789abcdef 123456789abcdef")]
    public void Anything_else_is_no_id(string? text)
    {
        Assert.False(JobId.TryParse(text, out _));
        Assert.Throws<FormatException>(() => JobId.Parse(text!));
    }

    [Fact]
    public void The_default_names_no_job() => Assert.Throws<InvalidOperationException>(() => default(JobId).ToString());
}
