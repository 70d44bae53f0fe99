using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using SwiftDiffusion.Contracts.Jobs;

namespace SwiftDiffusion.Gateway.Keys;

/// <summary>The API keys of this server, of which it knows only hashes.</summary>
internal sealed class ApiKeyRing
{
    private const int LongestKey = 512;

    private readonly ImmutableArray<(byte[] Hash, ApiKey Key)> _keys;

    public ApiKeyRing(IOptions<GatewayOptions> options) =>
        _keys = [.. options.Value.Keys.Select(key => (Convert.FromHexString(key.Sha256), KeyOf(key)))];

    /// <summary>True when everybody may do everything.</summary>
    public bool IsEmpty => _keys.IsEmpty;

    /// <summary>Whose key it is; null for nobody's. Takes as long for a key that is nearly right as for any other.</summary>
    public ApiKey? Find(string presented)
    {
        if (presented.Length > LongestKey)
            return null;
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(presented));
        ApiKey? found = null;
        foreach (var (known, key) in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(known, hash))
                found = key;
        }

        return found;
    }

    /// <summary>The secret of a key's own, by its name; null when it has none, or there is no such key any more.</summary>
    public string? WebhookSecretOf(string id) => _keys.FirstOrDefault(entry => entry.Key.Id == id).Key?.WebhookSecret;

    private static ApiKey KeyOf(ApiKeyOptions options) => new()
    {
        Id = options.Name,
        Priority = options.Priority,
        HighestPriority = options.Priority,
        Limits = new KeyLimits(options.MaxRunning, options.MaxWaiting),
        RequestsPerMinute = options.RequestsPerMinute,
        WebhookSecret = options.WebhookSecret,
        IsOperator = options.IsOperator,
        ManagesAddOns = options.ManagesAddOns,
    };
}
