using SwiftDiffusion.Engine.Adapters.Store.Origins;
using SwiftDiffusion.Gateway.Outbound;
using SwiftDiffusion.Gateway.Registry;
using SwiftDiffusion.Queue.AddOns;

namespace SwiftDiffusion.Host.Registered;

/// <summary>The stores of registered add-ons, in the engine's words: addresses behind the guard, and contents by their hash.</summary>
internal static class GuardedConnections
{
    private const string Refusal =
        "lies at an address that is not public, to which this server does not connect; an operator may list its host in Registry:AllowedHosts";

    /// <param name="options">Where it may connect to.</param>
    /// <param name="contents">Asked for contents once there is a queue.</param>
    public static AdapterOrigins Origins(RegistryOptions options, Func<AddOnContents> contents)
    {
        var connector = new GuardedConnector(new SystemHostResolver(), options.AllowsPrivate);
        return new AdapterOrigins
        {
            ConnectGuarded = (context, cancellation) => ConnectAsync(connector, context, cancellation),
            OpenContent = (sha256, cancellation) => OpenAsync(contents(), sha256, cancellation),
        };
    }

    private static async ValueTask<Stream> ConnectAsync(GuardedConnector connector, SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        try
        {
            return await connector.ConnectAsync(context, cancellation).ConfigureAwait(false);
        }
        catch (HostNotPublicException)
        {
            throw new AddressRefusedException(Refusal);
        }
    }

    private static async Task<(Stream Content, long SizeBytes)?> OpenAsync(AddOnContents contents, string sha256, CancellationToken cancellation) =>
        await contents.OpenAsync(sha256, cancellation).ConfigureAwait(false) is { } stored ? (stored.Content, stored.SizeBytes) : null;
}
