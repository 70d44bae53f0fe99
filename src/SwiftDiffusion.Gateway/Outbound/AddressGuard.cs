using System.Net;
using System.Net.Sockets;

namespace SwiftDiffusion.Gateway.Outbound;

/// <summary>
/// Which addresses a client may have this server talk to: only those of the public internet, or a client could reach what only the server can.
/// Ranges are those of the IANA registries of special-purpose addresses (RFC 6890) that are not globally reachable.
/// </summary>
public static class AddressGuard
{
    private static readonly IPNetwork[] HiddenIPv4 = Networks(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
        "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4");

    /// <summary>All that has been given out as global unicast; the rest is loopback, link-local, private, multicast or nothing.</summary>
    private static readonly IPNetwork GlobalIPv6 = IPNetwork.Parse("2000::/3");

    /// <summary>Within it: protocol assignments with Teredo, documentation, and 6to4, which carries an IPv4 address to wherever a relay is.</summary>
    private static readonly IPNetwork[] HiddenIPv6 = Networks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    /// <summary>An IPv4 address behind a translator (RFC 6052).</summary>
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    private const int EmbeddedIPv4 = 12;

    /// <summary>Whether anybody on the internet could reach that address as well.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return IsPublic(address.MapToIPv4());
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return !Array.Exists(HiddenIPv4, network => network.Contains(address));
        if (Translated.Contains(address))
            return IsPublic(new IPAddress(address.GetAddressBytes().AsSpan(EmbeddedIPv4)));
        return GlobalIPv6.Contains(address) && !Array.Exists(HiddenIPv6, network => network.Contains(address));
    }

    /// <summary>
    /// What is wrong with a URL, as far as one can see without asking for its host's addresses: a phrase, or null. Whatever passes is checked again when
    /// its connection is made, see <see cref="GuardedConnector"/>.
    /// </summary>
    public static string? ProblemOf(Uri address, bool allowPrivateHosts)
    {
        if (address.Scheme is not ("http" or "https"))
            return $"the scheme {address.Scheme}";
        if (address.UserInfo.Length > 0)
            return "a user name or password";
        if (allowPrivateHosts)
            return null;
        bool isLocal = address.IdnHost.TrimEnd('.') is var host && (host == "localhost" || host.EndsWith(".localhost", StringComparison.Ordinal));
        // Also decimal, octal and hexadecimal forms.
        return isLocal || (IPAddress.TryParse(host.Trim('[', ']'), out var literal) && !IsPublic(literal)) ? $"the host {host}, which is not public" : null;
    }

    private static IPNetwork[] Networks(params string[] prefixes) => Array.ConvertAll(prefixes, IPNetwork.Parse);
}
