using System.Net;
using System.Net.Sockets;

namespace SwiftDiffusion.Gateway.Outbound;

/// <summary>
/// Makes the connections of an HTTP client, to public addresses only: (1) ask for the host's addresses, (2) refuse if any of them is not public,
/// (3) connect to these very addresses, so that a second answer of the name server changes nothing.
/// </summary>
/// <param name="resolver">Knows the addresses.</param>
/// <param name="allowsPrivate">Whether private addresses of a host are welcome as well.</param>
public sealed class GuardedConnector(IHostResolver resolver, Predicate<string> allowsPrivate)
{
    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>. The handler must not follow redirects to schemes or through proxies of its own.</summary>
    /// <exception cref="HostNotPublicException">The host is not public.</exception>
    /// <exception cref="HttpRequestException">The host cannot be reached.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);

        // 1. and 2.
        var addresses = await AddressesAsync(host, cancellationToken);

        // 3. Connect.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The addresses of a host, all of which may be connected to.</summary>
    /// <exception cref="HostNotPublicException">One of them is not public.</exception>
    /// <exception cref="HttpRequestException">There are none.</exception>
    public async Task<IPAddress[]> AddressesAsync(string host, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await resolver.ResolveAsync(host, cancellationToken);
        if (addresses.Length == 0)
            throw new HttpRequestException($"{host} has no address");
        if (!allowsPrivate(host) && Array.Exists(addresses, address => !AddressGuard.IsPublic(address)))
            throw new HostNotPublicException(host);
        return addresses;
    }
}
