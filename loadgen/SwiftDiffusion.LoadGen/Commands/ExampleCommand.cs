using System.CommandLine;

namespace SwiftDiffusion.LoadGen.Commands;

/// <summary>A command whose help ends with examples.</summary>
/// <param name="name">What to type.</param>
/// <param name="summary">One sentence.</param>
/// <param name="examples">Whole command lines.</param>
internal sealed class ExampleCommand(string name, string summary, params IReadOnlyList<string> examples) : Command(name, summary)
{
    public IReadOnlyList<string> Examples => examples;

    /// <summary>Adds a group of options.</summary>
    public void AddAll(IEnumerable<Option> options)
    {
        foreach (var option in options)
            Options.Add(option);
    }
}
