namespace SwiftDiffusion.LoadGen.Traces;

/// <summary>Writes the generator's own trace, as JSONL or, when the file's name ends in .csv, as CSV.</summary>
internal static class TraceWriter
{
    /// <exception cref="UserException">The file cannot be written.</exception>
    public static void Write(string path, Trace trace)
    {
        try
        {
            using var text = File.CreateText(path);
            if (Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase))
                CsvTrace.Write(text, trace.Requests);
            else
                JsonlTrace.Write(text, trace.Requests);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException(e.Message, e);
        }
    }
}
