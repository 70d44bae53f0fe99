using System.Net.Http.Headers;
using System.Text;

namespace SwiftDiffusion.Gateway.Keys;

/// <summary>The key that a request carries: <c>Authorization: Bearer</c>, the password of <c>Authorization: Basic</c>, or <c>x-api-key</c>.</summary>
internal static class PresentedKey
{
    private const string Header = "x-api-key";

    public static string? In(HttpRequest request)
    {
        if (AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var authorization) && authorization.Parameter is { } parameter)
        {
            if (authorization.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
                return parameter;
            if (authorization.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase))
                return PasswordOf(parameter);
        }

        return request.Headers[Header] is [{ Length: > 0 } key] ? key : null;
    }

    /// <summary>What follows the first colon of <c>user:password</c>; the user's name does not matter.</summary>
    private static string? PasswordOf(string parameter)
    {
        var bytes = new byte[parameter.Length];
        if (!Convert.TryFromBase64String(parameter, bytes, out int length))
            return null;
        string pair = Encoding.UTF8.GetString(bytes, 0, length);
        int colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : pair[(colon + 1)..];
    }
}
