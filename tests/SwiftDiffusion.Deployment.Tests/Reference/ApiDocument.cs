using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace SwiftDiffusion.Deployment.Tests.Reference;

/// <summary>
/// An OpenAPI document as a page for people. Main path: (1) what holds for all, (2) each group: its routes, then one section a route, (3) the shapes that routes
/// share, (4) what statuses mean. Routes that take and return nothing of interest stand in the group's table alone.
/// </summary>
internal sealed class ApiDocument
{
    /// <summary>With fewer, a reader is served better by the table.</summary>
    private const int FewFields = 10;

    private readonly StringBuilder _text = new();
    private readonly JsonElement _root;
    private readonly ImmutableArray<(string Route, HashSet<FieldRow> Rows)> _bodies;
    private readonly SortedSet<string> _shapes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SortedSet<string>> _statuses = new(StringComparer.Ordinal);

    private ApiDocument(JsonElement root)
    {
        _root = root;
        _bodies =
        [
            .. from operation in Operations()
               where operation.Body.TryGetProperty("requestBody", out _)
               from media in operation.Body.GetProperty("requestBody").GetProperty("content").EnumerateObject()
               select (operation.Route, new FieldRows(Required: true).Of(media.Value.GetProperty("schema"), "").ToHashSet()),
        ];
    }

    /// <param name="root">The document.</param>
    /// <param name="renewal">The command that writes the page.</param>
    public static string Render(JsonElement root, string renewal)
    {
        var document = new ApiDocument(root);

        // 1. All.
        var info = root.GetProperty("info");
        document.Line($"# API reference\n\n{info.GetProperty("description").GetString()}");
        document.Line("A running server shows this at `/reference`, and as OpenAPI at `/openapi.json`. [How to begin](api-guide.md).\n");

        // 2. Groups.
        foreach (var tag in root.GetProperty("tags").EnumerateArray())
            document.AddGroup(tag);

        // 3. and 4.
        document.AddShapes();
        document.AddStatuses();
        document.Line($"\nThis page is written from the server's own description: `{renewal}`.");
        return document._text.ToString();
    }

    private void AddGroup(JsonElement tag)
    {
        string name = tag.GetProperty("name").GetString()!;
        Line($"## {name}\n\n{Text(tag, "description")}\n\n| route | |\n|---|---|");
        var operations = Operations().Where(operation => operation.Body.GetProperty("tags")[0].GetString() == name).ToArray();
        foreach (var operation in operations)
            Line($"| {(IsLong(operation.Body) ? $"[`{operation.Route}`](#{Anchor(operation.Route)})" : $"`{operation.Route}`")} | {Cell(Text(operation.Body, "summary"))} |");
        Line("");
        foreach (var operation in operations.Where(operation => IsLong(operation.Body)))
            AddOperation(operation.Route, operation.Body);
    }

    private void AddOperation(string route, JsonElement operation)
    {
        Line($"### {route}\n\n{Text(operation, "summary")}. {Text(operation, "description")}".TrimEnd() + "\n");
        if (operation.TryGetProperty("parameters", out var parameters))
        {
            Line("| parameter | in | |\n|---|---|---|");
            foreach (var parameter in parameters.EnumerateArray())
                Line($"| `{Text(parameter, "name")}` | {Text(parameter, "in")} | {Cell(Text(parameter, "description"))} |");
            Line("");
        }

        if (operation.TryGetProperty("requestBody", out var body))
            AddBodies(body.GetProperty("content"));
        AddAnswers(operation.GetProperty("responses"));
    }

    private void AddBodies(JsonElement content)
    {
        foreach (var media in content.EnumerateObject())
        {
            AddFields(media.Name, [.. new FieldRows(Required: true).Of(media.Value.GetProperty("schema"), "")]);
            if (media.Value.TryGetProperty("example", out var example))
                Line($"```json\n{JsonSerializer.Serialize(example, Readable)}\n```\n");
        }
    }

    private void AddAnswers(JsonElement responses)
    {
        var failures = new List<string>();
        foreach (var response in responses.EnumerateObject())
        {
            string shapes = string.Join(", ", response.Value.GetProperty("content").EnumerateObject().Select(media => $"`{media.Name}`{ShapeOf(media.Value.GetProperty("schema"))}"));
            if (response.Name[0] == '2')
            {
                Line($"Answer, {response.Name}: {shapes}.");
                continue;
            }

            failures.Add(response.Name);
            Note(response.Name, Text(response.Value, "description"));
        }

        Line(failures.Count > 0 ? $"\nElse: {string.Join(", ", failures)} ([what they mean](#statuses)).\n" : "");
    }

    /// <summary>A body that has all the fields of another's, and more, shows what it has more.</summary>
    private void AddFields(string mediaType, ImmutableArray<FieldRow> rows)
    {
        var (route, shared) = _bodies.Where(body => body.Rows.Count >= FewFields && body.Rows.IsProperSubsetOf(rows)).OrderByDescending(body => body.Rows.Count).FirstOrDefault();
        Line(route is null ? $"Body, `{mediaType}`:\n" : $"Body, `{mediaType}`: the fields of [`{route}`](#{Anchor(route)}), and\n");
        AddTable("field", rows.Where(row => shared is null || !shared.Contains(row)));
    }

    private void AddTable(string heading, IEnumerable<FieldRow> rows)
    {
        Line($"| {heading} | type | |\n|---|---|---|");
        foreach (var row in rows)
            Line($"| `{row.Name}` | {row.Type} | {Cell(row.Text)} |");
        Line("");
    }

    private void AddShapes()
    {
        Line("## Shapes\n");
        foreach (string name in _shapes)
        {
            var schema = _root.GetProperty("components").GetProperty("schemas").GetProperty(name);
            Line($"### {name}\n\n{Text(schema, "description")}\n");
            AddTable("member", new FieldRows(Required: false).Of(schema, ""));
        }
    }

    private void AddStatuses()
    {
        Line("## Statuses\n\nThe body is a [Problem](#problem), on the web UI's routes a [WebUiError](#webuierror).\n\n| status | |\n|---|---|");
        foreach (var (status, meanings) in _statuses)
            Line($"| {status} | {Cell(string.Join(" Or: ", meanings))} |");
    }

    private IEnumerable<(string Route, JsonElement Body)> Operations() =>
        from path in _root.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        orderby path.Name, operation.Name
        select ($"{operation.Name.ToUpperInvariant()} {path.Name}", operation.Value);

    /// <summary>What takes a body or a parameter, or answers with a shape that has a name.</summary>
    private static bool IsLong(JsonElement operation) =>
        operation.TryGetProperty("requestBody", out _) || operation.TryGetProperty("parameters", out _)
        || operation.GetProperty("tags")[0].GetString() is "Jobs" or "OpenAI" or "SwiftDiffusion" or "Health";

    private string ShapeOf(JsonElement schema)
    {
        if (!schema.TryGetProperty("$ref", out var reference))
            return "";
        string name = reference.GetString()!.Split('/')[^1];
        _shapes.Add(name);
        return $" [{name}](#{name.ToLowerInvariant()})";
    }

    private void Note(string status, string meaning)
    {
        if (!_statuses.TryGetValue(status, out var meanings))
            _statuses[status] = meanings = new SortedSet<string>(StringComparer.Ordinal);
        meanings.Add(meaning);
    }

    private void Line(string text) => _text.Append(text).Append('\n');

    private static JsonSerializerOptions Readable { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Text(JsonElement value, string name) => value.TryGetProperty(name, out var text) ? text.GetString() ?? "" : "";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");

    /// <summary>What GitHub makes of a heading.</summary>
    private static string Anchor(string heading) => string.Concat(heading.ToLowerInvariant().Where(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-' or '_')).Replace(' ', '-');
}
