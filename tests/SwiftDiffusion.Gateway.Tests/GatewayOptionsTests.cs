using Microsoft.Extensions.Options;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Tests;

public sealed class GatewayOptionsTests
{
    public static TheoryData<string, Action<GatewayOptions>> OutOfBounds => new()
    {
        { nameof(GatewayOptions.MaxBodySizeBytes), options => options.MaxBodySizeBytes = 0 },
        { nameof(GatewayOptions.MaxPromptLength), options => options.MaxPromptLength = 0 },
        { nameof(GatewayOptions.MaxSide), options => options.MaxSide = 100_000 },
        { nameof(GatewayOptions.MinSide), options => options.MinSide = 4096 },
        { nameof(GatewayOptions.AdapterTiming), options => options.AdapterTiming = AttachMode.Replay },
        { nameof(GatewayOptions.GenerationTimeout), options => options.GenerationTimeout = TimeSpan.Zero },
        { nameof(GatewayOptions.RetryAfter), options => options.RetryAfter = TimeSpan.FromMinutes(2) },
    };

    [Theory]
    [MemberData(nameof(OutOfBounds))]
    public async Task A_value_out_of_bounds_stops_the_host_at_start(string name, Action<GatewayOptions> configure)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => RunningGateway.StartAsync(configure));
        Assert.Contains(name, failure.Message, StringComparison.Ordinal);
    }
}
