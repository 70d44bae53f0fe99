namespace SwiftDiffusion.Host.Tests.Commands;

public sealed class QueueBenchCommandTests
{
    [Fact]
    public async Task The_embedded_queue_is_measured()
    {
        var report = (await ProgramRun.Of("bench", "queue", "--jobs", "160", "--rate", "50", "--seconds", "1", "--pending", "100", "--json")).Json;
        Assert.Equal("embedded", report.GetProperty("store").GetString());
        Assert.True(report.GetProperty("jobs_per_second").GetDouble() > 0);
        Assert.Equal(50, report.GetProperty("completed").GetProperty("count").GetInt32());
        var http = report.GetProperty("http");
        Assert.True(http.GetProperty("throughput").GetProperty("jobs_per_second").GetDouble() > 0);
        Assert.Equal(50, http.GetProperty("answered").GetProperty("count").GetInt32());
        Assert.Equal(100, report.GetProperty("claims").EnumerateArray().Single().GetProperty("pending").GetInt32());
    }

    [Fact]
    public async Task An_address_that_is_none_is_the_users_error() =>
        Assert.Contains("--store", (await ProgramRun.Of("bench", "queue", "--store", "redis://")).UserError(), StringComparison.Ordinal);
}
