using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using SwiftDiffusion.Gateway.Health;
using SwiftDiffusion.Gateway.Images;
using SwiftDiffusion.Gateway.Models;
using SwiftDiffusion.Gateway.Pipeline;
using SwiftDiffusion.Gateway.Playground;

namespace SwiftDiffusion.Gateway;

/// <summary>Puts the gateway's routes, and the middleware they rely on, into an application.</summary>
public static class GatewayRoutes
{
    /// <summary>Maps every route. Call it once, before routes of one's own.</summary>
    public static WebApplication MapSwiftDiffusion(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value;

        app.UseMiddleware<RequestIds>();
        app.UseMiddleware<RequestTimings>();
        app.UseMiddleware<ErrorBoundary>();

        app.MapPost("/v1/images/generations", (ImagesApi api, HttpContext context) => api.GenerateAsync(context))
            .WithMetadata(new RequestSizeLimitAttribute(options.MaxBodySizeBytes));
        app.MapGet("/v1/models", (ModelsApi api, HttpContext context) => api.ListAsync(context));
        // Ids may hold slashes, as in "owner/model".
        app.MapGet("/v1/models/{**id}", (ModelsApi api, HttpContext context, string id) => api.GetAsync(context, id));
        app.MapGet("/livez", HealthApi.LiveAsync);
        app.MapGet("/readyz", (HealthApi api, HttpContext context) => api.ReadyAsync(context));
        app.MapGet("/healthz", (HealthApi api, HttpContext context) => api.HealthAsync(context));
        app.MapPlayground();
        return app;
    }
}
