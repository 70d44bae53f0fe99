using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace SwiftDiffusion.Gateway.Keys;

/// <summary>What a file of keys holds: <c>{"keys": [{"name": "alice", "sha256": "…", "requests_per_minute": 60}]}</c>.</summary>
internal sealed record ApiKeyFile(IReadOnlyList<ApiKeyOptions> Keys)
{
    /// <summary>Adds the keys of the file that the options name.</summary>
    /// <exception cref="OptionsValidationException">It cannot be read.</exception>
    public static void AddTo(GatewayOptions options)
    {
        if (options.KeysFile is not { } path)
            return;
        try
        {
            var file = JsonSerializer.Deserialize(File.ReadAllBytes(path), KeysJson.Default.ApiKeyFile);
            if (file?.Keys is not { Count: > 0 } keys)
                throw new JsonException("it holds no keys, and a server without keys is open to all");
            foreach (var key in keys)
                options.Keys.Add(key);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new OptionsValidationException("Gateway", typeof(GatewayOptions), [$"{nameof(GatewayOptions.KeysFile)}: {path}: {e.Message}"]);
        }
    }
}

/// <summary>How the file is read: a misspelt limit is an error, not no limit.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true)]
[JsonSerializable(typeof(ApiKeyFile))]
internal sealed partial class KeysJson : JsonSerializerContext;
