using System.Net;
using SwiftDiffusion.Gateway.Outbound;

namespace SwiftDiffusion.Gateway.Tests.Outbound;

public sealed class GuardedConnectorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_name_server_that_changes_its_mind_is_believed_at_no_time()
    {
        var connector = new GuardedConnector(new FakeResolver(["1.1.1.1"], ["127.0.0.1"]), _ => false);
        Assert.Equal([IPAddress.Parse("1.1.1.1")], await connector.AddressesAsync("rebinding.example", Token));
        await Assert.ThrowsAsync<HostNotPublicException>(() => connector.AddressesAsync("rebinding.example", Token));
    }

    [Theory]
    [InlineData("1.1.1.1", "10.0.0.1")]
    [InlineData("::ffff:192.168.0.1", "1.1.1.1")]
    public async Task One_hidden_address_among_public_ones_is_enough_to_refuse(string one, string other)
    {
        var connector = new GuardedConnector(new FakeResolver([one, other]), _ => false);
        await Assert.ThrowsAsync<HostNotPublicException>(() => connector.AddressesAsync("mixed.example", Token));
    }

    [Theory]
    [InlineData("2130706433")]
    [InlineData("0x7f000001")]
    [InlineData("127.1")]
    [InlineData("::1")]
    public async Task Numbers_are_addresses_whatever_they_look_like(string host)
    {
        var connector = new GuardedConnector(new FakeResolver(["1.1.1.1"]), _ => false);
        await Assert.ThrowsAsync<HostNotPublicException>(() => connector.AddressesAsync(host, Token));
    }

    [Fact]
    public async Task A_host_without_addresses_is_no_host()
    {
        var connector = new GuardedConnector(new FakeResolver([[]]), _ => true);
        await Assert.ThrowsAsync<HttpRequestException>(() => connector.AddressesAsync("nobody.example", Token));
    }

    [Fact]
    public async Task An_operator_may_allow_private_hosts()
    {
        var connector = new GuardedConnector(new FakeResolver(["10.0.0.1"]), _ => true);
        Assert.Equal([IPAddress.Parse("10.0.0.1")], await connector.AddressesAsync("internal.example", Token));
    }

    [Fact]
    public async Task An_operator_may_allow_one_host_alone()
    {
        var connector = new GuardedConnector(new FakeResolver(["10.0.0.1"]), host => host == "internal.example");
        Assert.Single(await connector.AddressesAsync("internal.example", Token));
        await Assert.ThrowsAsync<HostNotPublicException>(() => connector.AddressesAsync("other.example", Token));
    }
}
