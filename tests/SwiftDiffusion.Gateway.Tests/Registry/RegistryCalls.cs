using System.Net;
using System.Text.Json;

namespace SwiftDiffusion.Gateway.Tests.Registry;

/// <summary>What tests of the registry ask a gateway, and read in its answers.</summary>
internal static class RegistryCalls
{
    public static string? Text(JsonElement body, string name) => body.GetProperty(name).GetString();

    public static async Task<JsonElement> GetAsync(QueuedGateway gateway, string path)
    {
        using var response = await gateway.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await RunningGateway.JsonOf(response);
    }

    /// <summary>Asks again until the answer is as it should be.</summary>
    public static async Task<JsonElement> UntilAsync(QueuedGateway gateway, string path, Func<JsonElement, bool> condition)
    {
        while (true)
        {
            var body = await GetAsync(gateway, path);
            if (condition(body))
                return body;
            await Task.Yield();
        }
    }

    public static async Task<(string? Code, HttpStatusCode Status)> ErrorAsync(Task<HttpResponseMessage> asked)
    {
        using var response = await asked;
        return (Text((await RunningGateway.JsonOf(response)).GetProperty("error"), "code"), response.StatusCode);
    }
}
