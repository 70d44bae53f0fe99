using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace SwiftDiffusion.LoadGen.Targets;

/// <summary>What reading a server's lists has in common.</summary>
internal static class Catalogs
{
    /// <exception cref="UserException">There is no good answer.</exception>
    public static async Task<ApiResponse> GetAsync(
        ApiClient client, string path, AuthenticationHeaderValue? authorization, Uri address, CancellationToken cancellation)
    {
        try
        {
            var response = await client.SendAsync(HttpMethod.Get, path, null, authorization, cancellation).ConfigureAwait(false);
            return response.IsSuccess ? response : throw new UserException($"{address}{path} answered {response.Status}: {Answers.ErrorOf(response)}");
        }
        catch (HttpRequestException e)
        {
            throw new UserException($"{address} does not answer: {e.Message}", e);
        }
    }

    /// <summary>The texts of a list; none when it is no list.</summary>
    public static IReadOnlyList<string> Names(JsonNode? list) => list is JsonArray entries ? [.. entries.OfType<JsonValue>().Select(entry => entry.ToString())] : [];
}
