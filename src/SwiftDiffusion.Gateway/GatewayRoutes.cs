using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using SwiftDiffusion.Gateway.ControlImages;
using SwiftDiffusion.Gateway.Health;
using SwiftDiffusion.Gateway.Images;
using SwiftDiffusion.Gateway.Jobs;
using SwiftDiffusion.Gateway.Keys;
using SwiftDiffusion.Gateway.Models;
using SwiftDiffusion.Gateway.Pipeline;
using SwiftDiffusion.Gateway.Playground;
using SwiftDiffusion.Gateway.Reference;
using SwiftDiffusion.Gateway.Registry;
using SwiftDiffusion.Gateway.Requests;
using SwiftDiffusion.Gateway.WebUi;

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
        if (options.CorsOrigins.Count > 0)
            app.UseCors(policy => CorsOrigin.Allow(policy, options.CorsOrigins));

        app.UseMiddleware<KeyCheck>();

        MapImages(app, options.MaxBodySizeBytes);
        MapCatalog(app, options.MaxBodySizeBytes);
        if (app.Services.GetService<JobsApi>() is not null)
        {
            JobRoutes.Map(app, options.MaxBodySizeBytes);
            RegistryRoutes.Map(app);
        }

        WebUiRoutes.Map(app, options.MaxBodySizeBytes);
        MapHealth(app);
        ReferenceRoutes.Map(app);
        app.MapPlayground();
        return app;
    }

    private static void MapImages(WebApplication app, long maxBodySizeBytes)
    {
        const string tag = "OpenAI";
        var images = app.MapGroup("/v1/images").WithMetadata(new RequestSizeLimitAttribute(maxBodySizeBytes), Metered.Instance).WithTags(tag);
        images.MapPost("/generations", (ImagesApi api, HttpContext context) => api.HandleAsync(context, ImagesOperation.Generation))
            .WithMetadata(ImagesReference.Generations);
        images.MapPost("/edits", (ImagesApi api, HttpContext context) => api.HandleAsync(context, ImagesOperation.Edit))
            .WithMetadata(ImagesReference.Edits);
        images.MapPost("/variations", (ImagesApi api, HttpContext context) => api.HandleAsync(context, ImagesOperation.Variation))
            .WithMetadata(ImagesReference.Variations);
        app.MapGet(ResultFiles.Route + "/{id}", (ResultFiles files, HttpContext context, string id) => files.GetAsync(context, id))
            .WithTags(tag).WithMetadata(ImagesReference.File);
        app.MapGet("/v1/models", (ModelsApi api, HttpContext context) => api.ListAsync(context)).WithTags(tag).WithMetadata(ImagesReference.Models);
        // Ids may hold slashes, as in "owner/model".
        app.MapGet("/v1/models/{**id}", (ModelsApi api, HttpContext context, string id) => api.GetAsync(context, id))
            .WithTags(tag).WithMetadata(ImagesReference.Model);
    }

    private static void MapCatalog(WebApplication app, long maxBodySizeBytes)
    {
        const string tag = "SwiftDiffusion";
        app.MapGet("/v1/noise-schedulers", (NoiseSchedulersApi api, HttpContext context) => api.ListAsync(context))
            .WithTags(tag).WithMetadata(JobsReference.NoiseSchedulers);
        app.MapPost("/v1/control-images", (ControlImagesApi api, HttpContext context) => api.HandleAsync(context))
            .WithTags(tag).WithMetadata(JobsReference.ControlImages, Metered.Instance, new RequestSizeLimitAttribute(maxBodySizeBytes));
    }

    private static void MapHealth(WebApplication app)
    {
        const string tag = "Health";
        app.MapGet("/livez", (Delegate)HealthApi.LiveAsync).WithTags(tag).WithMetadata(ImagesReference.Live);
        app.MapGet("/readyz", (HealthApi api, HttpContext context) => api.ReadyAsync(context)).WithTags(tag).WithMetadata(ImagesReference.Ready);
        app.MapGet("/healthz", (HealthApi api, HttpContext context) => api.HealthAsync(context)).WithTags(tag).WithMetadata(ImagesReference.Health);
    }
}
