using System.Text.Json.Nodes;

namespace SwiftDiffusion.Deployment.Tests.Files;

/// <summary>Short ways into a tree.</summary>
internal static class Nodes
{
    /// <summary>The node at a path of names and positions, separated by blanks; null when there is none.</summary>
    public static JsonNode? At(this JsonNode? node, string path)
    {
        foreach (string step in path.Split(' '))
            node = node is JsonArray array ? array.ElementAtOrDefault(int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)) : (node as JsonObject)?[step];
        return node;
    }

    public static string Text(this JsonNode? node, string path) => node.At(path)?.GetValue<string>() ?? throw new InvalidOperationException($"nothing at '{path}' in {node}");

    public static IReadOnlyList<JsonNode> List(this JsonNode? node, string path) => [.. (node.At(path) as JsonArray ?? new JsonArray()).OfType<JsonNode>()];

    public static IReadOnlyList<string> Texts(this JsonNode? node, string path) => [.. node.List(path).Select(item => item.GetValue<string>())];

    public static IReadOnlyDictionary<string, string> Map(this JsonNode? node, string path) =>
        (node.At(path) as JsonObject ?? new JsonObject()).ToDictionary(entry => entry.Key, entry => $"{entry.Value}");
}
