using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SwiftDiffusion.Gateway.Keys;
using SwiftDiffusion.Gateway.Reference;
using SwiftDiffusion.Gateway.Status;

namespace SwiftDiffusion.Gateway.Jobs;

/// <summary>Maps what a gateway before a queue answers besides the other faces.</summary>
internal static class JobRoutes
{
    private const string Tag = "Jobs";

    public static void Map(IEndpointRouteBuilder app, long maxBodySizeBytes)
    {
        var jobs = app.MapGroup(JobBodies.Route).WithTags(Tag);
        jobs.AddEndpointFilter(Check);
        jobs.MapPost("", (JobSubmissions api, HttpContext context) => api.HandleAsync(context))
            .WithMetadata(JobsReference.Submit, Metered.Instance, new RequestSizeLimitAttribute(maxBodySizeBytes));
        jobs.MapGet("", (JobsApi api, HttpContext context) => api.ListAsync(context)).WithMetadata(JobsReference.List);
        jobs.MapGet("/{id}", (JobsApi api, HttpContext context, string id) => api.GetAsync(context, id)).WithMetadata(JobsReference.Get);
        jobs.MapDelete("/{id}", (JobsApi api, HttpContext context, string id) => api.CancelAsync(context, id)).WithMetadata(JobsReference.Cancel);
        jobs.MapPost("/{id}/cancel", (JobsApi api, HttpContext context, string id) => api.CancelAsync(context, id)).WithMetadata(JobsReference.Cancel);
        jobs.MapGet("/{id}/images/{index}", (JobsApi api, HttpContext context, string id, string index) => api.ImageAsync(context, id, index))
            .WithMetadata(JobsReference.Image);
        jobs.MapGet("/{id}/events", (JobEventsApi api, HttpContext context, string id) => api.HandleAsync(context, id)).WithMetadata(JobsReference.Events);

        app.MapGet("/v1/status", (StatusApi api, HttpContext context) => api.HandleAsync(context))
            .AddEndpointFilter(Check).WithTags(Tag).WithMetadata(JobsReference.Status);
    }

    private static ValueTask<object?> Check(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.RequestServices.GetRequiredService<StoreCheck>().InvokeAsync(context, next);
}
