using System.Globalization;
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
            problem = Malformed(utf8.IsEmpty ? "nothing" : ReasonOf(e));
            return null;
        }
    }

    /// <summary>What is wrong and where. The parser's first sentence says it; the others are advice to its programmer.</summary>
    private static string ReasonOf(JsonException e)
    {
        string reason = e.Message.Split(". ")[0].TrimEnd('.');
        return e is { LineNumber: { } line, BytePositionInLine: { } position }
            ? string.Create(CultureInfo.InvariantCulture, $"no valid JSON in line {line + 1} at byte {position + 1}: {reason}")
            : $"no valid JSON: {reason}";
    }

    private static RequestProblem Malformed(string found) => new(null, found, "a JSON object in UTF-8", FailureCode.InvalidRequest);
}
