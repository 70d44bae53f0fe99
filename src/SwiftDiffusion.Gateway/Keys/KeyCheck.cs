using System.Globalization;
using SwiftDiffusion.Gateway.Errors;

namespace SwiftDiffusion.Gateway.Keys;

/// <summary>
/// Lets requests with a valid API key pass: (1) what needs none, (2) whose key it is, (3) what is for operators, (4) whether it asks no faster than it may.
/// Without keys the server is open.
/// </summary>
internal sealed class KeyCheck(RequestDelegate next, ApiKeyRing ring, KeyRates rates, ProblemWriter problems, ILogger<KeyCheck> logger)
{
    private const string Bearer = "Bearer realm=\"SwiftDiffusion\"";
    private const string Basic = "Basic realm=\"SwiftDiffusion\", charset=\"UTF-8\"";
    /// <summary>Where the host answers Prometheus: how busy every key is, as <c>/v1/status</c> tells operators alone.</summary>
    private const string MetricsPath = "/metrics";
    private const string MetricsMessage = "Metrics tell of all API keys; they are for a key with is_operator.";
    private const string MissingMessage = "This server needs an API key: send it as 'Authorization: Bearer KEY', as 'x-api-key: KEY', or as the password of HTTP Basic.";

    public Task InvokeAsync(HttpContext context)
    {
        // 1. No key needed.
        if (ring.IsEmpty || OpenPaths.Contains(context.Request.Path))
            return next(context);

        // 2. Whose.
        if (PresentedKey.In(context.Request) is not { } presented)
            return RefuseAsync(context, "missing_api_key", MissingMessage);
        if (ring.Find(presented) is not { } key)
            return RefuseAsync(context, "invalid_api_key", "The API key is not one of this server's.");
        context.Features.Set(key);

        // 3. For operators.
        if (!key.IsOperator && context.Request.Path.StartsWithSegments(MetricsPath))
            return problems.WriteAsync(context, new ApiProblem(StatusCodes.Status403Forbidden, "operator_key_needed", MetricsMessage, null, IsRetryable: false, []));

        // 4. How fast.
        bool isMetered = context.GetEndpoint()?.Metadata.GetMetadata<Metered>() is not null;
        return isMetered && rates.Take(key) is { } rate ? MeterAsync(context, rate) : next(context);
    }

    private Task MeterAsync(HttpContext context, RateDecision rate)
    {
        var headers = context.Response.Headers;
        headers["x-ratelimit-limit-requests"] = rate.Limit.ToString(CultureInfo.InvariantCulture);
        headers["x-ratelimit-remaining-requests"] = rate.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["x-ratelimit-reset-requests"] = string.Create(CultureInfo.InvariantCulture, $"{rate.FullIn.TotalSeconds:0.###}s");
        if (rate.IsAllowed)
            return next(context);
        headers.RetryAfter = Math.Max(1, Math.Ceiling(rate.NextIn.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        string message = $"This API key may ask for pictures {rate.Limit} times a minute.";
        return problems.WriteAsync(context, new ApiProblem(StatusCodes.Status429TooManyRequests, "rate_limit_exceeded", message, null, IsRetryable: true, []));
    }

    /// <summary>Browsers ask people for a password where <c>Basic</c> is offered; the API's own pages have a form of theirs.</summary>
    private Task RefuseAsync(HttpContext context, string code, string message)
    {
        Log.KeyRefused(logger, context.TraceIdentifier);
        context.Response.Headers.WWWAuthenticate = context.Request.Path.StartsWithSegments("/v1") ? Bearer : $"{Bearer}, {Basic}";
        return problems.WriteAsync(context, new ApiProblem(StatusCodes.Status401Unauthorized, code, message, null, IsRetryable: false, []));
    }
}
