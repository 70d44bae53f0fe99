using System.Text.Json;

namespace SwiftDiffusion.LoadGen.Traces;

/// <summary>The generator's own trace: one JSON object a line with the names of <see cref="TraceColumns"/>. Empty lines are skipped.</summary>
internal static class JsonlTrace
{
    /// <exception cref="TraceFormatException">A line is malformed.</exception>
    public static IReadOnlyList<TraceRequest> Read(TextReader text, string file)
    {
        var requests = new List<TraceRequest>();
        for (long line = 1; text.ReadLine() is { } content; line++)
        {
            if (!string.IsNullOrWhiteSpace(content))
                requests.Add(Parse(content, new FieldText(file, line)));
        }

        return requests;
    }

    public static void Write(TextWriter text, IEnumerable<TraceRequest> requests)
    {
        foreach (var request in requests)
            text.Write($"{JsonSerializer.Serialize(TraceLine.From(request), TraceJson.Default.TraceLine)}\n");
    }

    private static TraceRequest Parse(string content, FieldText fields)
    {
        try
        {
            return (JsonSerializer.Deserialize(content, TraceJson.Default.TraceLine) ?? throw fields.Problem("null is no request.")).ToRequest(fields);
        }
        catch (JsonException e)
        {
            throw fields.Problem($"{e.Message} Expected one JSON object with some of {string.Join(", ", TraceColumns.All)}.", e);
        }
    }
}
