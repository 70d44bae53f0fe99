using System.Text.RegularExpressions;
using SwiftDiffusion.Testing;

namespace SwiftDiffusion.Repository.Tests;

/// <summary>What a Markdown file promises: paths that exist and commands that run.</summary>
internal static partial class Document
{
    /// <summary>A code span is a path when it begins with one of these, or is a file at the root.</summary>
    private static readonly HashSet<string> TopLevel =
        [.. RepositoryFiles.All.Select(path => path.Split('/')[0]).Where(name => Directory.Exists(RepositoryRoot.File(name)))];

    /// <summary>Paths relative to the root that the text links to or names in code spans.</summary>
    public static IEnumerable<string> Paths(string document)
    {
        string text = WithoutCodeBlocks(RepositoryFiles.Read(document));
        string folder = Path.GetDirectoryName(document)!;
        var links = Link().Matches(text).Select(match => match.Groups[1].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#'))
            .Select(target => Normalize(Path.Combine(folder, target.Split('#')[0])));
        var spans = CodeSpan().Matches(text).Select(match => match.Groups[1].Value).Where(IsPath).Select(Normalize);
        return links.Concat(spans).Distinct();
    }

    /// <summary>Files named in code spans of a room's README, which are relative to the room.</summary>
    public static IEnumerable<string> SourceNames(string document) =>
        CodeSpan().Matches(WithoutCodeBlocks(RepositoryFiles.Read(document))).Select(match => match.Groups[1].Value)
            .Where(span => span.EndsWith(".cs", StringComparison.Ordinal) && !span.Contains('*', StringComparison.Ordinal)).Distinct();

    /// <summary>Calls of the program: the command, that after "bench" where one follows, and its options.</summary>
    public static IEnumerable<(string Command, string[] Options)> Calls(string document)
    {
        string joined = RepositoryFiles.Read(document).Replace("\\\n", " ", StringComparison.Ordinal);
        foreach (Match call in Call().Matches(joined))
            yield return (call.Groups[1].Value, [.. Option().Matches(call.Groups[2].Value).Select(option => option.Value)]);
    }

    private static bool IsPath(string span) =>
        !span.Contains(' ', StringComparison.Ordinal) && !span.Contains('*', StringComparison.Ordinal) && !span.Contains('<', StringComparison.Ordinal)
        && span.Contains('/', StringComparison.Ordinal) && TopLevel.Contains(span.Split('/')[0]);

    private static string Normalize(string path) => Path.GetRelativePath(RepositoryRoot.Path, Path.GetFullPath(path, RepositoryRoot.Path)).Replace('\\', '/');

    private static string WithoutCodeBlocks(string text) => CodeBlock().Replace(text, "");

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"(?:\bswiftdiffusion |SwiftDiffusion\.Host -- )(?:bench (?=[a-z]))?([a-z]+(?:-[a-z]+)*)\b([^\n`]*)")]
    private static partial Regex Call();

    [GeneratedRegex(@"(?<=\s)--[a-z][a-z-]*")]
    private static partial Regex Option();
}
