using System.Text.RegularExpressions;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace SwiftDiffusion.Gateway.Reference;

/// <summary>Puts <see cref="Described"/> into the OpenAPI document: handlers read requests themselves, so their signatures tell nothing.</summary>
internal sealed partial class DescribedOperations : IOpenApiOperationTransformer
{
    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<Described>().LastOrDefault() is not { } described)
            return;
        operation.OperationId = NameOf($"{context.Description.HttpMethod}", $"{context.Description.RelativePath}");
        operation.Summary = described.Summary;
        operation.Description = described.Text;
        foreach (var parameter in described.Parameters)
            Describe(operation, parameter);
        if (!described.Bodies.IsEmpty)
            operation.RequestBody = await DescribedBodies.OfAsync(described, context, cancellationToken);
        operation.Responses = await DescribedAnswers.OfAsync(described, context, cancellationToken);
    }

    /// <summary>What generated clients call the operation: <c>postV1JobsByIdCancel</c>.</summary>
    private static string NameOf(string method, string path) => method.ToLowerInvariant() + string.Concat(Word().Matches(path).Select(word => word.Groups[1].Success
        ? $"By{Capital(word.Groups[1].Value)}"
        : Capital(word.Value)));

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    /// <summary>The framework finds those of the path by itself.</summary>
    private static void Describe(OpenApiOperation operation, DescribedParameter described)
    {
        operation.Parameters ??= [];
        if (operation.Parameters.OfType<OpenApiParameter>().FirstOrDefault(parameter => parameter.Name == described.Name) is { } known)
        {
            known.Description = described.Text;
            return;
        }

        operation.Parameters.Add(new OpenApiParameter
        {
            Name = described.Name,
            In = described.Place,
            Description = described.Text,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });
    }

    [GeneratedRegex(@"\{([a-z]+)\}|[A-Za-z0-9]+")]
    private static partial Regex Word();
}
