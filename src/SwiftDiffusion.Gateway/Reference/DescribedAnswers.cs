using System.Globalization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using SwiftDiffusion.Gateway.Errors;
using SwiftDiffusion.Gateway.WebUi;

namespace SwiftDiffusion.Gateway.Reference;

/// <summary>The answers of a route in the OpenAPI document: the good one, and a body for each way to fail. Bodies of one type are one schema, referred to by its name.</summary>
internal static class DescribedAnswers
{
    private const string BodySuffix = "Body";

    public static async Task<OpenApiResponses> OfAsync(Described described, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var content = new Dictionary<string, OpenApiMediaType>();
        foreach (var (mediaType, type) in described.Answers)
            content[mediaType] = new OpenApiMediaType { Schema = type is null ? new OpenApiSchema { Type = JsonSchemaType.String } : await SchemaAsync(type, context, cancellationToken) };

        bool isWebUi = WebUiError.Speaks($"/{context.Description.RelativePath}");
        var responses = new OpenApiResponses { [Text(described.Status)] = new OpenApiResponse { Description = $"{described.Summary}.", Content = content } };
        if (described.Alternative is { } alternative)
            responses[Text(alternative.Status)] = new OpenApiResponse { Description = alternative.Meaning, Content = content };
        foreach (int status in described.Failures)
            responses[Text(status)] = await FailureAsync(status, isWebUi, context, cancellationToken);
        return responses;
    }

    private static async Task<OpenApiResponse> FailureAsync(int status, bool isWebUi, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var schema = await SchemaAsync(isWebUi ? typeof(WebUiErrorBody) : typeof(ProblemBody), context, cancellationToken);
        return new OpenApiResponse
        {
            Description = DescribedFailures.Meaning(status, isWebUi),
            Content = new Dictionary<string, OpenApiMediaType> { [isWebUi ? "application/json" : ProblemWriter.MediaType] = new OpenApiMediaType { Schema = schema } },
        };
    }

    private static async Task<IOpenApiSchema> SchemaAsync(Type type, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var schema = await context.GetOrCreateSchemaAsync(type, parameterDescription: null, cancellationToken);
        if (type.IsArray || context.Document is not { } document)
            return schema;
        string name = type.Name.EndsWith(BodySuffix, StringComparison.Ordinal) ? type.Name[..^BodySuffix.Length] : type.Name;
        document.AddComponent(name, schema);
        return new OpenApiSchemaReference(name, document);
    }

    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);
}
