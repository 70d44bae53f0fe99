using System.CommandLine;
using SwiftDiffusion.LoadGen.Output;
using SwiftDiffusion.LoadGen.Reporting;

namespace SwiftDiffusion.LoadGen.Commands;

/// <summary><c>compare</c>: two runs side by side.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var a = PathArgument.Create("A", "Folder of the first run");
        var b = PathArgument.Create("B", "Folder of the second run");
        var page = CommonOptions.Page("Also write a page with charts");
        var json = CommonOptions.Json();
        var command = new ExampleCommand("compare", "Compares two runs.", "loadgen compare runs/before runs/after --out compare.html") { a, b, page, json };
        command.SetAction(parsed =>
        {
            var (summaryA, recordsA) = new RunFolder(parsed.GetRequiredValue(a)).Read();
            var (summaryB, recordsB) = new RunFolder(parsed.GetRequiredValue(b)).Read();
            var comparison = RunComparison.Of(summaryA, summaryB);
            if (parsed.GetValue(page) is { } file)
                UserFile.Write(file, ComparisonReport.Create(comparison, recordsA, recordsB));
            if (parsed.GetValue(json))
                JsonOutput.Write(parsed.InvocationConfiguration.Output, comparison);
            else
                Write(parsed.InvocationConfiguration.Output, comparison);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Write(TextWriter output, RunComparison comparison)
    {
        output.WriteLine($"A  {comparison.A}");
        output.WriteLine($"B  {comparison.B}");
        foreach (string warning in comparison.Warnings)
            output.WriteLine($"note: {warning}");
        output.WriteLine();
        var table = new TextTable("", "A", "B", "B/A", "B is");
        foreach (var figure in comparison.Figures)
            table.Add(ComparisonReport.Cells(figure));
        table.Write(output);
    }
}
