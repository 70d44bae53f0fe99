using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace SwiftDiffusion.Gateway.Reference;

/// <summary>What the OpenAPI document says as a whole: how to begin, the groups of routes, the API keys; and of a field, which words it takes.</summary>
internal sealed class ReferenceDocument : IOpenApiDocumentTransformer, IOpenApiSchemaTransformer
{
    private const string Bearer = "bearer", Header = "header";

    private const string Introduction =
        "Text to image with ControlNets and LoRAs, in three faces over one queue: the images API of OpenAI, that of AUTOMATIC1111's web UI, and jobs that nobody has "
        + "to wait for. Names of models, LoRAs and ControlNets are those of /v1/models. On a server with API keys every route but health needs one. Errors have one body: "
        + "RFC 9457 with OpenAI's error inside, and for a bad request every problem at once; x-should-retry and Retry-After say whether and when to try again.";

    private static readonly (string Name, string Text)[] Groups =
    [
        ("OpenAI", "Pictures while the client waits, for OpenAI's own clients. Unknown fields are refused with the closest known name."),
        ("SwiftDiffusion", "What pages need to offer choices."),
        ("Jobs", "Pictures that outlive their request: handed in, watched, fetched. Seen by the API key that handed them in."),
        ("Health", "For balancers and operators; never needs a key."),
        ("AUTOMATIC1111", "The web UI's API. Unknown fields pass and are noted in the answer's info."),
        ("ControlNet extension", "What the web UI's ControlNet extension answers."),
    ];

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "SwiftDiffusion",
            Version = typeof(ReferenceDocument).Assembly.GetName().Version?.ToString(3) ?? "",
            Description = Introduction,
        };
        foreach (var tag in document.Tags ?? new HashSet<OpenApiTag>())
            tag.Description = Groups.FirstOrDefault(group => group.Name == tag.Name).Text;

        document.AddComponent<IOpenApiSecurityScheme>(Bearer, new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "Authorization: Bearer KEY" });
        document.AddComponent<IOpenApiSecurityScheme>(Header, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = "x-api-key",
            Description = "The same key in a header of its own",
        });
        // The empty one first: a server without keys is open.
        document.Security = [new OpenApiSecurityRequirement(), Needing(Bearer, document), Needing(Header, document)];
        return Task.CompletedTask;
    }

    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var words = context.JsonPropertyInfo?.AttributeProvider?.GetCustomAttributes(typeof(AllowedValuesAttribute), inherit: false).OfType<AllowedValuesAttribute>().FirstOrDefault();
        if (words is not null)
            schema.Enum = [.. words.Values.Select(word => (JsonNode)JsonValue.Create($"{word}")!)];
        return Task.CompletedTask;
    }

    private static OpenApiSecurityRequirement Needing(string scheme, OpenApiDocument document) => new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };
}
