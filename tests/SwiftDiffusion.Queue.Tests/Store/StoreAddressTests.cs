using System.Net;
using System.Net.Sockets;
using SwiftDiffusion.Queue.Store;

namespace SwiftDiffusion.Queue.Tests.Store;

public sealed class StoreAddressTests
{
    [Theory]
    [InlineData("redis://cache", "cache", 6379, false)]
    [InlineData("redis://cache:7000", "cache", 7000, false)]
    [InlineData("rediss://cache:7001/3", "cache", 7001, true)]
    [InlineData("cache:7002,ssl=true", "cache", 7002, true)]
    public void Hosts_and_ports_are_read(string text, string host, int port, bool isSecure)
    {
        var options = StoreAddress.Parse(text);
        Assert.Equal(new DnsEndPoint(host, port), options.EndPoints.Single());
        Assert.Equal(isSecure, options.Ssl);
        Assert.False(options.AbortOnConnectFail);
    }

    [Fact]
    public void User_password_and_database_are_read()
    {
        var options = StoreAddress.Parse("redis://me:p%40ss@cache/5");
        Assert.Equal(("me", "p@ss", 5), (options.User, options.Password, options.DefaultDatabase));
    }

    [Theory]
    [InlineData("unix:/tmp/x.sock")]
    [InlineData("unix:///tmp/x.sock")]
    public void A_socket_is_a_path(string text) =>
        Assert.Equal(new UnixDomainSocketEndPoint("/tmp/x.sock").ToString(), StoreAddress.Parse(text).EndPoints.Single().ToString());

    [Theory]
    [InlineData("redis://")]
    [InlineData("redis://cache/first")]
    [InlineData("cache,nonsense=1")]
    [InlineData("ssl=true")]
    public void Anything_else_is_refused_with_the_text_in_the_message(string text) =>
        Assert.Contains(text, Assert.Throws<FormatException>(() => StoreAddress.Parse(text)).Message, StringComparison.Ordinal);
}
