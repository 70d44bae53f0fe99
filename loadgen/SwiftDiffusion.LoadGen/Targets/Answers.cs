using System.Text.Json.Nodes;

namespace SwiftDiffusion.LoadGen.Targets;

/// <summary>Turns HTTP answers into outcomes, the same way for every face.</summary>
internal static class Answers
{
    private const int LongestError = 300;

    /// <summary>The answer to a request that was to return pictures in <paramref name="pictures"/>.</summary>
    public static Answer Of(ApiResponse response, string pictures)
    {
        if (!response.IsSuccess)
            return Ended(OutcomeOf(response.Status), response, ErrorOf(response));
        return response.Json()?[pictures] is JsonArray { Count: > 0 }
            ? Ended(Outcome.Completed, response, null)
            : Ended(Outcome.Failed, response, $"The answer has no \"{pictures}\".");
    }

    public static Answer Ended(Outcome outcome, ApiResponse response, string? error) =>
        new(outcome, response.Status, error, ServerTiming.Parse(response.Header("Server-Timing")), response.Header("x-request-id"), response.Content.Length);

    public static Outcome OutcomeOf(int status) => status switch
    {
        429 or 503 => Outcome.Refused,
        >= 400 and < 500 => Outcome.Rejected,
        _ => Outcome.Failed,
    };

    /// <summary>The message of an error body in any of the faces' forms, or its beginning.</summary>
    public static string ErrorOf(ApiResponse response)
    {
        var body = response.Json();
        string? message = (body?["error"] as JsonObject)?["message"]?.ToString() ?? body?["detail"]?.ToString() ?? body?["error"]?.ToString();
        message ??= System.Text.Encoding.UTF8.GetString(response.Content);
        return message.Length == 0 ? $"HTTP status {response.Status}" : message[..Math.Min(message.Length, LongestError)];
    }
}
