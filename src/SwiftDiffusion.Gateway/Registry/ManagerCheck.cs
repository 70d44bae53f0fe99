using System.Net;
using Microsoft.Extensions.Options;
using SwiftDiffusion.Gateway.Errors;
using SwiftDiffusion.Gateway.Keys;

namespace SwiftDiffusion.Gateway.Registry;

/// <summary>
/// Who may change what is registered: API keys with that permission; on a server without keys whoever sits at its machine. A page of another origin may not in
/// either case: a browser would lend it its place or its password.
/// </summary>
internal sealed class ManagerCheck(ApiKeyRing ring, IOptions<RegistryOptions> options, IOptions<GatewayOptions> gateway, ProblemWriter problems)
{
    private const string NoPermission = "This API key may not change what is registered; an operator gives a key ManagesAddOns (manages_add_ons in a file of keys).";
    private const string NotHere = "Without API keys only clients on the server's own machine may change what is registered; configure keys, one with ManagesAddOns, "
        + "or set Registry:IsOpenToAll.";
    private const string OtherOrigin = "A page of another origin may not change what is registered; an operator lists it in Gateway:CorsOrigins.";

    private static readonly string[] ProxyHeaders = ["Forwarded", "X-Forwarded-For", "X-Real-IP"];

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (ProblemOf(context.HttpContext) is not { } problem)
            return await next(context);
        await problems.WriteAsync(context.HttpContext, ApiProblem.OfPermission(problem));
        return Results.Empty;
    }

    private string? ProblemOf(HttpContext context) =>
        !ring.IsEmpty && !ApiKey.Of(context).ManagesAddOns ? NoPermission
        : ring.IsEmpty && !options.Value.IsOpenToAll && !IsHere(context) ? NotHere
        : IsOfOtherOrigin(context.Request) ? OtherOrigin
        : null;

    /// <summary>Neither behind a proxy, whose clients may be anywhere, nor under a name that somebody else gave this machine.</summary>
    private static bool IsHere(HttpContext context)
    {
        var host = context.Request.Host;
        bool isLocal = context.Connection.RemoteIpAddress is not { } remote || IPAddress.IsLoopback(remote);
        bool isOwnName = !host.HasValue || host.Host == "localhost" || IPAddress.TryParse(host.Host.Trim('[', ']'), out _);
        return isLocal && isOwnName && !Array.Exists(ProxyHeaders, context.Request.Headers.ContainsKey);
    }

    private bool IsOfOtherOrigin(HttpRequest request)
    {
        string origin = request.Headers.Origin.ToString();
        if (origin.Length == 0 || gateway.Value.CorsOrigins.Contains(origin))
            return false;
        return !Uri.TryCreate(origin, UriKind.Absolute, out var page) || !string.Equals(page.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }
}
