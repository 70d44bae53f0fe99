using System.Text.Json;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Requests;

/// <summary>Bytes to JSON whose every string can be read, or the problem that prevents it.</summary>
internal static class JsonBody
{
    // A field given twice has no one meaning, so it is refused rather than the last one taken.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static JsonDocument? Parse(ReadOnlyMemory<byte> utf8, out RequestProblem? problem)
    {
        problem = null;
        if (!JsonUnicode.IsWellFormed(utf8.Span))
        {
            problem = Malformed("text that is not valid Unicode");
            return null;
        }

        try
        {
            return JsonDocument.Parse(utf8, Strict);
        }
        catch (JsonException e)
        {
            // The framework's only way to say "not JSON"; here it becomes a value like every other problem.
            problem = Malformed(e.Message.TrimEnd('.'));
            return null;
        }
    }

    private static RequestProblem Malformed(string found) => new(null, found, "a JSON object in UTF-8", FailureCode.InvalidRequest);
}
