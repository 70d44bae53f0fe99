using System.CommandLine;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Commands;

/// <summary>Options of several commands.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Print JSON, one object on one line" };

    public static Option<string?> Page(string description) => new("--out") { Description = description, HelpName = "FILE" };

    public static Option<long> Seed() => ValueOption.Number("--seed", "Same seed, same requests", 1L, 0, long.MaxValue);

    public static Option<TraceFormat?> Format()
    {
        (string Word, TraceFormat Format)[] words =
        [
            ("jsonl", TraceFormat.Jsonl), ("csv", TraceFormat.Csv), ("katz", TraceFormat.Katz), ("gentd-requests", TraceFormat.GenTdRequests),
            ("gentd-loras", TraceFormat.GenTdLoras), ("diflow", TraceFormat.DiFlow),
        ];
        return new Option<TraceFormat?>("--format")
        {
            Description = "Kind of trace; told by the file's name and header when absent",
            HelpName = string.Join('|', words.Select(word => word.Word)),
            CustomParser = result =>
            {
                string text = result.Tokens[^1].Value;
                var found = words.Where(word => word.Word == text).Select(word => (TraceFormat?)word.Format).FirstOrDefault();
                if (found is null)
                    result.AddError($"--format is '{text}'; expected {string.Join(", ", words.Select(word => word.Word))}.");
                return found;
            },
        };
    }

    /// <summary>"A", "B" or "AB".</summary>
    public static Option<string?> Service(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "A|B|AB" };
        option.AcceptOnlyFromAmong("A", "B", "AB");
        return option;
    }
}
