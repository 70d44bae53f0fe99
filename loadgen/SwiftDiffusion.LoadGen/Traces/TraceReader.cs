namespace SwiftDiffusion.LoadGen.Traces;

/// <summary>
/// Reads a trace file of any known kind:
/// <list type="number">
/// <item>tell the kind by the file's ending, and for CSV by its header</item>
/// <item>parse, naming the line of the first problem</item>
/// <item>order by arrival</item>
/// </list>
/// </summary>
internal static class TraceReader
{
    /// <param name="path">The file.</param>
    /// <param name="format">Its kind; null to tell by its name and header.</param>
    /// <exception cref="TraceFormatException">It is no trace.</exception>
    /// <exception cref="UserException">It cannot be opened.</exception>
    public static Trace Read(string path, TraceFormat? format = null)
    {
        try
        {
            // 1. kind
            string name = Path.GetFileName(path);
            var kind = format ?? FormatOf(path);

            // 2. parse
            using var stream = File.OpenRead(path);
            using var text = new StreamReader(stream);
            var requests = kind switch
            {
                TraceFormat.Jsonl => JsonlTrace.Read(text, name),
                TraceFormat.Csv => CsvTrace.Read(text, name),
                TraceFormat.Katz => KatzTrace.Read(stream, name),
                TraceFormat.GenTdRequests => GenTdRequestTrace.Read(text, name),
                TraceFormat.GenTdLoras => GenTdLoraTrace.Read(text, name),
                TraceFormat.DiFlow => DiFlowTrace.Read(text, name),
                _ => throw new ArgumentOutOfRangeException(nameof(format)),
            };

            // 3. order
            var trace = Trace.Of(name, requests);
            return trace.Requests.Count > 0 ? trace : throw new TraceFormatException(name, "line 1", "the file holds no request.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException(e is FileNotFoundException or DirectoryNotFoundException ? $"{path}: file not found" : e.Message, e);
        }
    }

    private static TraceFormat FormatOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".JSONL" or ".NDJSON" => TraceFormat.Jsonl,
        ".JSON" => TraceFormat.Katz,
        ".TXT" => TraceFormat.DiFlow,
        ".CSV" => CsvFormatOf(path),
        string other => throw new UserException($"{path}: \"{other}\" tells no kind of trace. Name it .jsonl, .csv, .json (Katz) or .txt (DiFlow), or say --format."),
    };

    private static TraceFormat CsvFormatOf(string path)
    {
        string header = File.ReadLines(path).FirstOrDefault() ?? "";
        return header.Contains("gmt_create", StringComparison.Ordinal) ? TraceFormat.GenTdRequests
            : header.Contains("lora_args", StringComparison.Ordinal) ? TraceFormat.GenTdLoras
            : TraceFormat.Csv;
    }
}
