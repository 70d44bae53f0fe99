using System.CommandLine;

namespace SwiftDiffusion.Host.Commands;

/// <summary>A command whose help ends with examples, which the list of all commands leaves out.</summary>
/// <param name="name">What to type.</param>
/// <param name="summary">One sentence.</param>
/// <param name="examples">Whole command lines.</param>
internal sealed class ExampleCommand(string name, string summary, params IReadOnlyList<string> examples) : Command(name, summary)
{
    public IReadOnlyList<string> Examples => examples;
}
