using Microsoft.Net.Http.Headers;

namespace SwiftDiffusion.Gateway.Playground;

/// <summary>How the bytes of a file travel.</summary>
internal enum PageEncoding
{
    Identity,
    Gzip,
    Brotli,
}

/// <summary>Chooses an encoding by <c>Accept-Encoding</c> (RFC 9110, 12.5.3).</summary>
internal static class PageEncodings
{
    /// <summary>The smallest one the client names without refusing it. <c>*</c> names none: whoever sends it did not ask for these.</summary>
    public static PageEncoding Choose(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().AcceptEncoding;
        return Accepts(accepted, "br") ? PageEncoding.Brotli : Accepts(accepted, "gzip") ? PageEncoding.Gzip : PageEncoding.Identity;
    }

    /// <summary>Value of <c>Content-Encoding</c>; null for none.</summary>
    public static string? Token(this PageEncoding encoding) => encoding switch
    {
        PageEncoding.Brotli => "br",
        PageEncoding.Gzip => "gzip",
        _ => null,
    };

    private static bool Accepts(IList<StringWithQualityHeaderValue> accepted, string token) =>
        accepted.Any(entry => entry.Value.Equals(token, StringComparison.OrdinalIgnoreCase) && entry.Quality is not 0);
}
