using System.CommandLine;
using SwiftDiffusion.LoadGen.Output;
using SwiftDiffusion.LoadGen.Reporting;

namespace SwiftDiffusion.LoadGen.Commands;

/// <summary><c>report</c>: makes a run's summary and page again from its records.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var path = PathArgument.Create("RUN", "Folder of the run");
        var json = CommonOptions.Json();
        var command = new ExampleCommand("report", "Makes a run's summary and page again from its requests.jsonl.", "loadgen report runs/first") { path, json };
        command.SetAction(parsed =>
        {
            var folder = new RunFolder(parsed.GetRequiredValue(path));
            var (old, records) = folder.Read();
            var summary = RunSummary.Of(old.Run, records);
            folder.Write(summary, records);
            if (parsed.GetValue(json))
                JsonOutput.Write(parsed.InvocationConfiguration.Output, summary);
            else
                SummaryText.Write(parsed.InvocationConfiguration.Output, summary, folder.ReportPath);
            return ExitCode.Ok;
        });
        return command;
    }
}
