using System.Net.Http.Json;
using System.Text.Json;

namespace SwiftDiffusion.Host.Tests.Clients;

/// <summary>A server that clients with a key may use.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Model">Its model.</param>
/// <param name="ControlNet">The first ControlNet of the model.</param>
public sealed record ClientServer(Uri Address, string Model, string ControlNet)
{
    public const string Key = "key-of-the-application";

    /// <summary>A key that may ask for pictures only so often.</summary>
    public const string MeteredKey = "key-that-is-metered";

    public static async Task<ClientServer> OpenAsync(Uri address, CancellationToken cancellation)
    {
        using var client = new HttpClient { BaseAddress = address, DefaultRequestHeaders = { { "x-api-key", Key } } };
        var model = (await client.GetFromJsonAsync<JsonElement>("v1/models", cancellation)).GetProperty("data")[0];
        return new ClientServer(address, model.GetProperty("id").GetString()!, model.GetProperty("swiftdiffusion").GetProperty("controlnets")[0].GetString()!);
    }
}
