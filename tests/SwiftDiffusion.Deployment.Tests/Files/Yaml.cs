using System.Text.Json.Nodes;
using SwiftDiffusion.Testing;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace SwiftDiffusion.Deployment.Tests.Files;

/// <summary>YAML files of the repository as JSON trees, anchors and merges resolved; every scalar is a text.</summary>
internal static class Yaml
{
    public static JsonObject Read(string path) => Documents(path).Single();

    public static IReadOnlyList<JsonObject> Documents(string path)
    {
        using var reader = new StringReader(File.ReadAllText(RepositoryRoot.File(path)));
        var parser = new MergingParser(new Parser(reader));
        var deserializer = new DeserializerBuilder().Build();
        parser.Consume<StreamStart>();
        var documents = new List<JsonObject>();
        while (parser.Accept<DocumentStart>(out _))
            documents.Add(Convert(deserializer.Deserialize<object>(parser))!.AsObject());
        return documents;
    }

    private static JsonNode? Convert(object? value) => value switch
    {
        null => null,
        IDictionary<object, object?> map => new JsonObject(map.Select(entry => KeyValuePair.Create($"{entry.Key}", Convert(entry.Value)))),
        IEnumerable<object?> list => new JsonArray([.. list.Select(Convert)]),
        _ => JsonValue.Create($"{value}"),
    };
}
