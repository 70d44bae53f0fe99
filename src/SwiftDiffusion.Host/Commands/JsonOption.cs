using System.CommandLine;

namespace SwiftDiffusion.Host.Commands;

/// <summary>The option of every command that can report to a program instead of a person.</summary>
internal static class JsonOption
{
    public static Option<bool> Create() => new("--json") { Description = "Print JSON, one object a line" };
}
