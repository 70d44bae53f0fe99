using System.Text.Json;
using SwiftDiffusion.LoadGen.Replay;

namespace SwiftDiffusion.LoadGen.Reporting;

/// <summary>The files of a run: <c>requests.jsonl</c>, <c>summary.json</c> and <c>report.html</c>.</summary>
/// <param name="path">The folder.</param>
internal sealed class RunFolder(string path)
{
    private const string RequestsFile = "requests.jsonl", SummaryFile = "summary.json", ReportFile = "report.html";

    public string ReportPath => Path.Combine(path, ReportFile);

    /// <exception cref="UserException">A file cannot be written.</exception>
    public void Write(RunSummary summary, IReadOnlyList<RequestRecord> records)
    {
        try
        {
            Directory.CreateDirectory(path);
            using (var lines = File.CreateText(Path.Combine(path, RequestsFile)))
            {
                foreach (var record in records)
                    lines.Write($"{JsonSerializer.Serialize(record, RunJson.Line)}\n");
            }

            File.WriteAllText(Path.Combine(path, SummaryFile), $"{JsonSerializer.Serialize(summary, RunJson.Document)}\n");
            File.WriteAllText(ReportPath, RunReport.Create(summary, records));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException(e.Message, e);
        }
    }

    /// <exception cref="UserException">It is no folder of a run.</exception>
    public (RunSummary Summary, IReadOnlyList<RequestRecord> Records) Read()
    {
        string file = SummaryFile;
        try
        {
            var summary = JsonSerializer.Deserialize<RunSummary>(File.ReadAllText(Path.Combine(path, SummaryFile)), RunJson.Document)!;
            file = RequestsFile;
            return (summary, [.. File.ReadLines(Path.Combine(path, RequestsFile)).Select(line => JsonSerializer.Deserialize<RequestRecord>(line, RunJson.Line)!)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"{path} is no folder of a run: {file} cannot be read. Name a folder that 'loadgen run --out' made.", e);
        }
        catch (JsonException e)
        {
            throw new UserException($"{Path.Combine(path, file)}: {e.Message}", e);
        }
    }
}
