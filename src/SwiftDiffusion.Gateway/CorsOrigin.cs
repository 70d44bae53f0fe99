using Microsoft.AspNetCore.Cors.Infrastructure;
using SwiftDiffusion.Gateway.Pipeline;

namespace SwiftDiffusion.Gateway;

/// <summary>Which web pages may call the API from a browser (Fetch Standard, 3.2). Cookies are never sent: nothing here knows any.</summary>
public static class CorsOrigin
{
    private const string Any = "*";

    /// <summary>What a page may read besides the body.</summary>
    private static readonly string[] ReadableHeaders =
    [
        RequestIds.Header, "Server-Timing", "Retry-After", "x-should-retry", "openai-processing-ms", "Location", "Preference-Applied",
        "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests",
    ];

    /// <summary>Whether it is <c>*</c>, or scheme, host and port without a path, as browsers send it.</summary>
    public static bool IsValid(string origin) => origin == Any
        || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            && string.Equals(uri.GetLeftPart(UriPartial.Authority), origin, StringComparison.OrdinalIgnoreCase));

    internal static void Allow(CorsPolicyBuilder policy, IEnumerable<string> origins) =>
        policy.WithOrigins([.. origins]).AllowAnyHeader().AllowAnyMethod().WithExposedHeaders(ReadableHeaders);
}
