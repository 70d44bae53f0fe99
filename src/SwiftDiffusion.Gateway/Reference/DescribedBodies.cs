using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace SwiftDiffusion.Gateway.Reference;

/// <summary>The body of a request in the OpenAPI document.</summary>
internal static class DescribedBodies
{
    public static async Task<OpenApiRequestBody> OfAsync(Described described, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var body = new OpenApiRequestBody { Required = true, Content = new Dictionary<string, OpenApiMediaType>() };
        foreach (var (mediaType, fields) in described.Bodies)
        {
            body.Content[mediaType] = new OpenApiMediaType
            {
                Schema = await MergedAsync(fields, context, cancellationToken),
                Example = described.Example is { } example && mediaType == "application/json" ? JsonNode.Parse(example) : null,
            };
        }

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
                // The framework leaves out what is said of a value of any kind, and says of an object what its type is rather than what it is for.
                if (property is OpenApiSchema schema && DescriptionOf(type, name) is { } text)
                    schema.Description = text;
                merged.Properties[name] = property;
            }

            merged.Required.UnionWith(part.Required ?? new HashSet<string>());
        }

        return merged;
    }

    private static string? DescriptionOf(Type type, string name) => type.GetProperties()
        .FirstOrDefault(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name) == name)?.GetCustomAttribute<DescriptionAttribute>()?.Description;
}
