using SwiftDiffusion.Engine.Adapters.Store;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Adapters.Store;

public sealed class AdapterStoreOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.Empty(new AdapterStoreOptions().Problems());

    [Fact]
    public void Every_problem_is_told_at_once()
    {
        var options = new AdapterStoreOptions { MaxAttempts = 0, DiskSizeBytes = -1, Folder = "", StallTimeout = TimeSpan.Zero };
        string problems = string.Join(" ", options.Problems());
        Assert.All(["MaxAttempts", "DiskSizeBytes", "Folder", "StallTimeout"], name => Assert.Contains(name, problems, StringComparison.Ordinal));
    }

    [Fact]
    public void A_wait_longer_than_the_longest_is_refused() =>
        Assert.Contains("RetryDelay", new AdapterStoreOptions { RetryDelay = TimeSpan.FromSeconds(10) }.Problems().Single(), StringComparison.Ordinal);

    [Fact]
    public void A_service_that_is_no_web_address_is_refused() =>
        Assert.Contains("S3ServiceUrl", new AdapterStoreOptions { S3ServiceUrl = new Uri("s3://x/y") }.Problems().Single(), StringComparison.Ordinal);

    [Fact]
    public void Tiers_are_not_opened_with_invalid_options() =>
        Assert.Throws<ArgumentException>(() => new AdapterTiers(new AdapterStoreOptions { MaxAttempts = 0 }, TimeProvider.System));
}
