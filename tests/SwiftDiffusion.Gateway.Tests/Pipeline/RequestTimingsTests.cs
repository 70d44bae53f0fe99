using Microsoft.Extensions.Time.Testing;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Tests.Pipeline;

public sealed class RequestTimingsTests
{
    [Fact]
    public async Task A_picture_comes_with_the_time_of_every_phase()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await using var gateway = await RunningGateway.StartAsync(time: time);
        gateway.Service.Answer = (job, _) =>
        {
            time.Advance(TimeSpan.FromMilliseconds(20.25));
            return Task.FromResult<GenerationOutcome>(Samples.Result(job));
        };
        using var response = await gateway.GenerateAsync("""{"prompt":"p"}""");
        Assert.Equal(
            "queue;dur=1, adapters;dur=2, encode;dur=3, denoise;dur=4.5, decode;dur=5, total;dur=20.25",
            Assert.Single(response.Headers.GetValues("Server-Timing")));
        Assert.Equal("21", Assert.Single(response.Headers.GetValues("openai-processing-ms")));
    }

    [Theory]
    [InlineData("livez")]
    [InlineData("nowhere")]
    public async Task Every_other_response_has_its_total(string path)
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await gateway.GetAsync(path);
        Assert.StartsWith("total;dur=", Assert.Single(response.Headers.GetValues("Server-Timing")), StringComparison.Ordinal);
        Assert.Single(response.Headers.GetValues("openai-processing-ms"));
    }
}
