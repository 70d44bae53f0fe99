using Microsoft.AspNetCore.Http;

namespace SwiftDiffusion.Host.Configuration;

/// <summary>Addresses to listen on, as one text.</summary>
internal static class ListenAddresses
{
    /// <summary>The first that is none; null when all are.</summary>
    public static string? WrongOf(string text)
    {
        string[] addresses = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return addresses.Length == 0 ? text : addresses.FirstOrDefault(address => !IsAddress(address));
    }

    /// <summary>Where this machine reaches the first of them: a server that listens everywhere also listens on the loopback.</summary>
    public static Uri Reachable(string text)
    {
        var address = BindingAddress.Parse(text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[0]);
        string host = address.Host is "0.0.0.0" or "[::]" or "*" or "+" ? "127.0.0.1" : address.Host;
        return new UriBuilder(address.Scheme, host.Trim('[', ']'), address.Port).Uri;
    }

    private static bool IsAddress(string text)
    {
        try
        {
            return BindingAddress.Parse(text) is { Scheme: "http", Port: >= 0 and <= ushort.MaxValue, PathBase: "" or "/" };
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
