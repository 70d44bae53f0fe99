using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Routing;
using Scalar.AspNetCore;

namespace SwiftDiffusion.Gateway.Reference;

/// <summary>The API's description at <c>/openapi.json</c>, and a page that shows it at <c>/reference</c>, which needs nothing from elsewhere.</summary>
internal static class ReferenceRoutes
{
    private const string Document = "v1";
    private const string DocumentRoute = "/openapi.json";

    /// <summary>The page's script builds itself at run time; nothing may be fetched or told elsewhere, whatever the script tries.</summary>
    private const string Policy = "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:";

    public static IServiceCollection AddReference(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        return services.AddOpenApi(Document, options =>
        {
            options.AddOperationTransformer<DescribedOperations>();
            options.AddDocumentTransformer<ReferenceDocument>();
            options.AddSchemaTransformer<ReferenceDocument>();
        });
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapOpenApi(DocumentRoute).ExcludeFromDescription();
        var page = app.MapScalarApiReference("/reference", options => options
            .WithTitle("SwiftDiffusion API").WithOpenApiRoutePattern(DocumentRoute)
            .DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp().HideClientButton().HideDeveloperTools());
        page.ExcludeFromDescription().AddEndpointFilter((context, next) =>
        {
            context.HttpContext.Response.Headers.ContentSecurityPolicy = Policy;
            return next(context);
        });
    }
}
