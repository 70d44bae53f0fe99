namespace SwiftDiffusion.Gateway.Outbound;

/// <summary>A host that this server must not connect to on behalf of a client.</summary>
public sealed class HostNotPublicException(string host) : HttpRequestException($"{host} has an address that is not public");
