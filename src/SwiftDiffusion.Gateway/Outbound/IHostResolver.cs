using System.Net;

namespace SwiftDiffusion.Gateway.Outbound;

/// <summary>Asks for a host's addresses.</summary>
public interface IHostResolver
{
    /// <exception cref="System.Net.Sockets.SocketException">There is no such host.</exception>
    Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken);
}
