using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace SwiftDiffusion.Gateway.WebUi;

/// <summary>Maps what clients of AUTOMATIC1111's web UI call.</summary>
internal static class WebUiRoutes
{
    /// <summary>Lists of things that this server has none of.</summary>
    private static readonly string[] EmptyLists = ["face-restorers", "hypernetworks", "latent-upscale-modes", "prompt-styles", "realesrgan-models", "script-info", "sd-vae"];

    /// <summary>What is always done already: add-ons are looked up by each request, and models stay loaded.</summary>
    private static readonly string[] AlwaysDone = ["refresh-checkpoints", "refresh-loras", "refresh-vae", "reload-checkpoint"];

    public static void Map(IEndpointRouteBuilder app, long maxBodySizeBytes)
    {
        var limited = new RequestSizeLimitAttribute(maxBodySizeBytes);
        var sdapi = app.MapGroup("/sdapi/v1").WithMetadata(limited).WithTags("AUTOMATIC1111");
        sdapi.MapPost("/txt2img", (WebUiApi api, HttpContext context) => api.HandleAsync(context, isImg2Img: false));
        sdapi.MapPost("/img2img", (WebUiApi api, HttpContext context) => api.HandleAsync(context, isImg2Img: true));
        sdapi.MapGet("/progress", (ProgressApi api, HttpContext context) => api.CurrentAsync(context));
        sdapi.MapPost("/interrupt", (ProgressApi api, HttpContext context) => api.InterruptAsync(context));
        sdapi.MapPost("/skip", (ProgressApi api, HttpContext context) => api.SkipAsync(context));
        sdapi.MapGet("/options", (SettingsApi api, HttpContext context) => api.GetAsync(context));
        sdapi.MapPost("/options", (SettingsApi api, HttpContext context) => api.SetAsync(context));
        sdapi.MapPost("/png-info", (PngInfoApi api, HttpContext context) => api.ReadAsync(context));
        MapLists(sdapi);

        var tasks = app.MapGroup("/internal").WithMetadata(limited).WithTags("AUTOMATIC1111");
        tasks.MapPost("/progress", (ProgressApi api, HttpContext context) => api.OfTaskAsync(context));
        tasks.MapGet("/pending-tasks", (ProgressApi api, HttpContext context) => api.PendingAsync(context));

        var controlNet = app.MapGroup("/controlnet").WithMetadata(limited).WithTags("ControlNet extension");
        controlNet.MapGet("/version", ControlNetApi.VersionAsync);
        controlNet.MapGet("/model_list", (ControlNetApi api, HttpContext context) => api.ModelsAsync(context));
        controlNet.MapGet("/module_list", ControlNetApi.ModulesAsync);
        controlNet.MapGet("/control_types", (ControlNetApi api, HttpContext context) => api.TypesAsync(context));
        controlNet.MapGet("/settings", (ControlNetApi api, HttpContext context) => api.SettingsAsync(context));
        controlNet.MapPost("/detect", (ControlNetApi api, HttpContext context) => api.DetectAsync(context));
    }

    private static void MapLists(RouteGroupBuilder sdapi)
    {
        sdapi.MapGet("/loras", (CatalogApi api, HttpContext context) => api.LorasAsync(context));
        sdapi.MapGet("/sd-models", (CatalogApi api, HttpContext context) => api.CheckpointsAsync(context));
        sdapi.MapGet("/samplers", (CatalogApi api, HttpContext context) => api.SamplersAsync(context));
        sdapi.MapGet("/schedulers", CatalogApi.SchedulesAsync);
        sdapi.MapGet("/upscalers", CatalogApi.UpscalersAsync);
        sdapi.MapGet("/embeddings", CatalogApi.EmbeddingsAsync);
        sdapi.MapGet("/scripts", CatalogApi.ScriptsAsync);
        sdapi.MapGet("/memory", CatalogApi.MemoryAsync);
        sdapi.MapGet("/cmd-flags", CatalogApi.CommandFlagsAsync);
        foreach (string list in EmptyLists)
            sdapi.MapGet($"/{list}", CatalogApi.NothingAsync);
        foreach (string action in AlwaysDone)
            sdapi.MapPost($"/{action}", CatalogApi.EmptyAsync);
    }
}
