using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SwiftDiffusion.Gateway.Keys;
using SwiftDiffusion.Gateway.Reference;

namespace SwiftDiffusion.Gateway.WebUi;

/// <summary>Maps what clients of AUTOMATIC1111's web UI call.</summary>
internal static class WebUiRoutes
{
    /// <summary>Lists of things that this server has none of.</summary>
    private static readonly string[] EmptyLists = ["face-restorers", "hypernetworks", "latent-upscale-modes", "prompt-styles", "realesrgan-models", "script-info", "sd-vae"];

    /// <summary>What is always done already: add-ons are looked up by each request, and models stay loaded.</summary>
    private static readonly string[] AlwaysDone = ["refresh-checkpoints", "refresh-loras", "refresh-vae", "reload-checkpoint"];

    /// <summary>Handlers are delegates throughout: a plain request delegate would be left out of the reference.</summary>
    public static void Map(IEndpointRouteBuilder app, long maxBodySizeBytes)
    {
        var limited = new RequestSizeLimitAttribute(maxBodySizeBytes);
        var sdapi = app.MapGroup("/sdapi/v1").WithMetadata(limited).WithTags("AUTOMATIC1111");
        sdapi.MapPost("/txt2img", (WebUiApi api, HttpContext context) => api.HandleAsync(context, isImg2Img: false)).WithMetadata(WebUiReference.Txt2Img, Metered.Instance);
        sdapi.MapPost("/img2img", (WebUiApi api, HttpContext context) => api.HandleAsync(context, isImg2Img: true)).WithMetadata(WebUiReference.Img2Img, Metered.Instance);
        sdapi.MapGet("/progress", (ProgressApi api, HttpContext context) => api.CurrentAsync(context)).WithMetadata(WebUiReference.Progress);
        sdapi.MapPost("/interrupt", (ProgressApi api, HttpContext context) => api.InterruptAsync(context)).WithMetadata(WebUiReference.Interrupt);
        sdapi.MapPost("/skip", (ProgressApi api, HttpContext context) => api.SkipAsync(context)).WithMetadata(WebUiReference.Skip);
        sdapi.MapGet("/options", (SettingsApi api, HttpContext context) => api.GetAsync(context)).WithMetadata(WebUiReference.Options);
        sdapi.MapPost("/options", (SettingsApi api, HttpContext context) => api.SetAsync(context)).WithMetadata(WebUiReference.SetOptions);
        sdapi.MapPost("/png-info", (PngInfoApi api, HttpContext context) => api.ReadAsync(context)).WithMetadata(WebUiReference.PngInfo);
        MapLists(sdapi);

        var tasks = app.MapGroup("/internal").WithMetadata(limited).WithTags("AUTOMATIC1111");
        tasks.MapPost("/progress", (ProgressApi api, HttpContext context) => api.OfTaskAsync(context)).WithMetadata(WebUiReference.TaskProgress);
        tasks.MapGet("/pending-tasks", (ProgressApi api, HttpContext context) => api.PendingAsync(context)).WithMetadata(WebUiReference.PendingTasks);

        var controlNet = app.MapGroup("/controlnet").WithMetadata(limited).WithTags("ControlNet extension");
        controlNet.MapGet("/version", (Delegate)ControlNetApi.VersionAsync).WithMetadata(WebUiReference.Version);
        controlNet.MapGet("/model_list", (ControlNetApi api, HttpContext context) => api.ModelsAsync(context)).WithMetadata(WebUiReference.ControlNets);
        controlNet.MapGet("/module_list", (Delegate)ControlNetApi.ModulesAsync).WithMetadata(WebUiReference.Modules);
        controlNet.MapGet("/control_types", (ControlNetApi api, HttpContext context) => api.TypesAsync(context)).WithMetadata(WebUiReference.ControlTypes);
        controlNet.MapGet("/settings", (ControlNetApi api, HttpContext context) => api.SettingsAsync(context)).WithMetadata(WebUiReference.ControlNetSettings);
        // Routes that the extension has given up, with units in controlnet_units; clients from before still call them.
        controlNet.MapPost("/txt2img", (WebUiApi api, HttpContext context) => api.HandleAsync(context, isImg2Img: false)).WithMetadata(WebUiReference.OlderTxt2Img, Metered.Instance);
        controlNet.MapPost("/img2img", (WebUiApi api, HttpContext context) => api.HandleAsync(context, isImg2Img: true)).WithMetadata(WebUiReference.OlderImg2Img, Metered.Instance);
        controlNet.MapPost("/detect", (ControlNetApi api, HttpContext context) => api.DetectAsync(context)).WithMetadata(WebUiReference.Detect, Metered.Instance);
    }

    private static void MapLists(RouteGroupBuilder sdapi)
    {
        sdapi.MapGet("/loras", (CatalogApi api, HttpContext context) => api.LorasAsync(context)).WithMetadata(WebUiReference.Loras);
        sdapi.MapGet("/sd-models", (CatalogApi api, HttpContext context) => api.CheckpointsAsync(context)).WithMetadata(WebUiReference.Checkpoints);
        sdapi.MapGet("/samplers", (CatalogApi api, HttpContext context) => api.SamplersAsync(context)).WithMetadata(WebUiReference.SamplerList);
        sdapi.MapGet("/schedulers", (Delegate)CatalogApi.SchedulesAsync).WithMetadata(WebUiReference.Schedules);
        sdapi.MapGet("/upscalers", (Delegate)CatalogApi.UpscalersAsync).WithMetadata(WebUiReference.Upscalers);
        sdapi.MapGet("/embeddings", (Delegate)CatalogApi.EmbeddingsAsync).WithMetadata(WebUiReference.Embeddings);
        sdapi.MapGet("/scripts", (Delegate)CatalogApi.ScriptsAsync).WithMetadata(WebUiReference.Scripts);
        sdapi.MapGet("/memory", (Delegate)CatalogApi.MemoryAsync).WithMetadata(WebUiReference.Memory);
        sdapi.MapGet("/cmd-flags", (Delegate)CatalogApi.CommandFlagsAsync).WithMetadata(WebUiReference.CommandFlags);
        foreach (string list in EmptyLists)
            sdapi.MapGet($"/{list}", (Delegate)CatalogApi.NothingAsync).WithMetadata(WebUiReference.EmptyList);
        foreach (string action in AlwaysDone)
            sdapi.MapPost($"/{action}", (Delegate)CatalogApi.EmptyAsync).WithMetadata(WebUiReference.AlwaysDone);
    }
}
