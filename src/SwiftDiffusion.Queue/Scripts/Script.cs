using System.Reflection;

namespace SwiftDiffusion.Queue.Scripts;

/// <summary>
/// One atomic change or question. Its text is <c>prelude.lua</c>, the shared parts it names, and its own file; servers know it by its digest and are
/// sent the text once.
/// </summary>
internal sealed class Script
{
    private Script(string name, string text, bool isChange)
    {
        Name = name;
        Text = text;
        IsChange = isChange;
    }

    public string Name { get; }

    public string Text { get; }

    /// <summary>True when what it did must survive a crash once its answer is known.</summary>
    public bool IsChange { get; }

    /// <summary>A script that changes a job for good.</summary>
    public static Script Change(string name, params IEnumerable<string> shared) => new(name, Assemble(name, shared), isChange: true);

    /// <summary>A script that only reads, or writes what is said again before long.</summary>
    public static Script Passing(string name, params IEnumerable<string> shared) => new(name, Assemble(name, shared), isChange: false);

    private static string Assemble(string name, IEnumerable<string> shared) => string.Join('\n', shared.Prepend("prelude").Append(name).Select(Read));

    private static string Read(string name)
    {
        var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"There is no script {name}.lua.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
