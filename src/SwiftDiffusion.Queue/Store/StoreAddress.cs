using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace SwiftDiffusion.Queue.Store;

/// <summary>
/// Where the store is: <c>redis://[user:password@]host[:port][/database]</c>, <c>rediss://</c> for TLS, <c>unix:/path</c>, or a configuration string
/// of StackExchange.Redis, which also knows clusters and sentinels.
/// </summary>
internal static class StoreAddress
{
    private const int StandardPort = 6379;

    /// <exception cref="FormatException">The text is none of these; the message says what is wrong.</exception>
    public static ConfigurationOptions Parse(string text)
    {
        var options = text.Split(':')[0] switch
        {
            "redis" => FromUri(text, isSecure: false),
            "rediss" => FromUri(text, isSecure: true),
            "unix" => FromPath(text["unix:".Length..]),
            _ => FromConfiguration(text),
        };
        // A store that is away comes back. Waiting for it is StoreConnection's business, which knows how long.
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        // The library's own policy leaves a store that is back alone for seconds.
        options.ReconnectRetryPolicy = new LinearRetry(500);
        options.ClientName ??= "swiftdiffusion";
        return options;
    }

    private static ConfigurationOptions FromUri(string text, bool isSecure)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            throw new FormatException($"'{text}' is no address of a store; expected redis://host:port.");
        string[] user = uri.UserInfo.Split(':', 2);
        string database = uri.AbsolutePath.Trim('/');
        if (database.Length > 0 && !int.TryParse(database, out _))
            throw new FormatException($"'{text}': the database '{database}' is no number.");
        return new ConfigurationOptions
        {
            EndPoints = { { uri.Host, uri.IsDefaultPort ? StandardPort : uri.Port } },
            Ssl = isSecure,
            User = user.Length == 2 && user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null,
            Password = user.Length == 2 ? Uri.UnescapeDataString(user[1]) : null,
            DefaultDatabase = database.Length > 0 ? int.Parse(database, System.Globalization.CultureInfo.InvariantCulture) : null,
        };
    }

    private static ConfigurationOptions FromPath(string path) => new()
    {
        EndPoints = { (EndPoint)new UnixDomainSocketEndPoint("/" + path.TrimStart('/')) },
    };

    private static ConfigurationOptions FromConfiguration(string text)
    {
        try
        {
            var options = ConfigurationOptions.Parse(text, ignoreUnknown: false);
            return options.EndPoints.Count > 0 ? options : throw new FormatException($"'{text}' names no host.");
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"'{text}' is no address of a store: {e.Message}", e);
        }
    }
}
