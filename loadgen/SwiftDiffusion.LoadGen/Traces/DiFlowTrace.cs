namespace SwiftDiffusion.LoadGen.Traces;

/// <summary>
/// The arrival windows of DiFlow's artifact: <c>A 1.46</c> a line, a tenant's letter and the gap in seconds since the request before. A tenant always asks
/// for the same add-ons; here for one LoRA that carries its letter.
/// </summary>
internal static class DiFlowTrace
{
    private const string Expected = "expected a tenant's letter and the gap in seconds, such as \"A 1.46\".";

    /// <exception cref="TraceFormatException">A line is malformed.</exception>
    public static IReadOnlyList<TraceRequest> Read(TextReader text, string file)
    {
        var requests = new List<TraceRequest>();
        var at = TimeSpan.Zero;
        for (long line = 1; text.ReadLine() is { } content; line++)
        {
            if (string.IsNullOrWhiteSpace(content))
                continue;
            var fields = new FieldText(file, line);
            string[] words = content.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length != 2)
                throw fields.Problem($"found \"{content}\"; {Expected}");
            at += fields.Seconds("the gap", words[1]);
            requests.Add(new TraceRequest { At = at, Key = words[0], Service = words[0], Loras = [new LoraUse($"tenant-{words[0]}")] });
        }

        return requests;
    }
}
