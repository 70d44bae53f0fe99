using System.Collections.Immutable;
using System.Text.Json;
using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Host.Models;

/// <summary>
/// Adapters that a model takes from elsewhere: <c>adapters.json</c> in its folder, <c>{ "adapters": [ { "name": …, "source": …, "sha256": … } ] }</c>, the hash being
/// optional. A source that is a path is relative to the folder.
/// </summary>
internal static class AdapterList
{
    private const string FileName = "adapters.json";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>The list of a model; empty when it has none.</summary>
    /// <exception cref="ModelFormatException">The file is malformed; names the entry.</exception>
    public static ImmutableArray<NamedAdapter> Read(string model)
    {
        string path = Path.Combine(model, FileName);
        if (!File.Exists(path))
            return [];
        try
        {
            var body = JsonSerializer.Deserialize<Body>(File.ReadAllBytes(path), Options);
            if (body?.Adapters is not { } entries)
                throw new ModelFormatException(path, "has no list 'adapters'");
            return [.. entries.Select((entry, i) => Adapter(entry, i, model, path))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ModelFormatException(path, $"is not a list of adapters: {e.Message}", e);
        }
    }

    private static NamedAdapter Adapter(Entry? entry, int index, string model, string path)
    {
        if (string.IsNullOrWhiteSpace(entry?.Name) || string.IsNullOrWhiteSpace(entry.Source))
            throw new ModelFormatException(path, $"adapters[{index}] needs a name and a source");
        string text = entry.Sha256 is null ? entry.Source : $"{entry.Source}#sha256={entry.Sha256}";
        if (!AdapterSource.TryParse(text, out var source, out string? problem))
            throw new ModelFormatException(path, $"adapters[{index}] ('{entry.Name}'): its source {problem}");
        if (source is AdapterSource.LocalFile local && entry.Sha256 is not null)
            throw new ModelFormatException(path, $"adapters[{index}] ('{entry.Name}'): a hash is for sources that are addresses; {local.DefaultName} is read where it lies");
        return new NamedAdapter(entry.Name, source is AdapterSource.LocalFile file ? new AdapterSource.LocalFile(Path.Combine(model, file.Path)) : source);
    }

    private sealed record Body(Entry?[]? Adapters);

    private sealed record Entry(string? Name, string? Source, string? Sha256);
}
