using System.Net;

namespace SwiftDiffusion.Gateway.Outbound;

/// <summary>The machine's own resolver.</summary>
public sealed class SystemHostResolver : IHostResolver
{
    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) => Dns.GetHostAddressesAsync(host, cancellationToken);
}
