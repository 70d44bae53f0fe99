using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using SwiftDiffusion.Gateway.Errors;
using SwiftDiffusion.Gateway.WebUi;

namespace SwiftDiffusion.Gateway.Reference;

/// <summary>Puts <see cref="Described"/> into the OpenAPI document: handlers read requests themselves, so their signatures tell nothing.</summary>
internal sealed class DescribedOperations : IOpenApiOperationTransformer
{
    private const string Otherwise = "default";

    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<Described>().LastOrDefault() is not { } described)
            return;
        operation.Summary = described.Summary;
        operation.Description = described.Text;

        if (!described.Bodies.IsEmpty)
            operation.RequestBody = await BodyAsync(described, context, cancellationToken);
        bool isWebUi = WebUiError.Speaks($"/{context.Description.RelativePath}");
        operation.Responses = new OpenApiResponses
        {
            [described.Status.ToString(CultureInfo.InvariantCulture)] = await AnswerAsync(described, context, cancellationToken),
            [Otherwise] = await ErrorAsync(isWebUi, context, cancellationToken),
        };
    }

    private static async Task<OpenApiRequestBody> BodyAsync(
        Described described, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var body = new OpenApiRequestBody { Required = true, Content = new Dictionary<string, OpenApiMediaType>() };
        foreach (var (mediaType, fields) in described.Bodies)
            body.Content[mediaType] = new OpenApiMediaType { Schema = await MergedAsync(fields, context, cancellationToken) };
        return body;
    }

    /// <summary>One schema with the properties of all.</summary>
    private static async Task<OpenApiSchema> MergedAsync(
        IEnumerable<Type> types, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var merged = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = new Dictionary<string, IOpenApiSchema>(),
            Required = new HashSet<string>(StringComparer.Ordinal),
        };
        foreach (var type in types)
        {
            var part = await context.GetOrCreateSchemaAsync(type, parameterDescription: null, cancellationToken);
            foreach (var (name, property) in part.Properties ?? new Dictionary<string, IOpenApiSchema>())
            {
                // The schema of a value of any kind is empty; the framework leaves out what is said of it.
                if (property is OpenApiSchema { Description: null } schema)
                    schema.Description = DescriptionOf(type, name);
                merged.Properties[name] = property;
            }

            merged.Required.UnionWith(part.Required ?? new HashSet<string>());
        }

        return merged;
    }

    private static string? DescriptionOf(Type type, string name) => type.GetProperties()
        .FirstOrDefault(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name) == name)?.GetCustomAttribute<DescriptionAttribute>()?.Description;

    private static async Task<OpenApiResponse> AnswerAsync(
        Described described, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var answer = new OpenApiResponse { Description = "Done.", Content = new Dictionary<string, OpenApiMediaType>() };
        foreach (var (mediaType, type) in described.Answers)
        {
            var schema = type is null
                ? new OpenApiSchema { Type = JsonSchemaType.String }
                : await context.GetOrCreateSchemaAsync(type, parameterDescription: null, cancellationToken);
            answer.Content[mediaType] = new OpenApiMediaType { Schema = schema };
        }

        return answer;
    }

    private static async Task<OpenApiResponse> ErrorAsync(bool isWebUi, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var schema = await context.GetOrCreateSchemaAsync(
            isWebUi ? typeof(WebUiErrorBody) : typeof(ProblemBody), parameterDescription: null, cancellationToken);
        return new OpenApiResponse
        {
            Description = "Refused or failed; the body says why, and for a bad request everything that is wrong with it.",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [isWebUi ? "application/json" : ProblemWriter.MediaType] = new OpenApiMediaType { Schema = schema },
            },
        };
    }
}
