using SwiftDiffusion.Gateway.Webhooks;

namespace SwiftDiffusion.Gateway.Tests.Webhooks;

public sealed class WebhookSignatureTests
{
    /// <summary>printf '1700000000.{}' | openssl dgst -sha256 -hmac 'a secret of webhooks'</summary>
    private const string Expected = "1566ec09f832e457dea5d98114ea82d6eb2d08dfdbd6289800785c5ace41cc41";

    [Fact]
    public void The_time_and_the_body_are_signed() =>
        Assert.Equal($"t=1700000000,v1={Expected}", WebhookSignature.Of("a secret of webhooks", DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), "{}"u8));
}
