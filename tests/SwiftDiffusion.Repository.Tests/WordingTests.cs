using System.Text.RegularExpressions;

namespace SwiftDiffusion.Repository.Tests;

/// <summary>Nothing in the repository waits for somebody to come back: what is left to do stands in the issue tracker.</summary>
public sealed partial class WordingTests
{
    private static readonly string[] TextKinds = [".cs", ".csproj", ".props", ".md", ".json", ".proto", ".py", ".sh", ".yaml", ".yml", ".txt", ".sln", ".editorconfig"];

    private static IEnumerable<string> Texts => RepositoryFiles.All.Where(path => TextKinds.Contains(Path.GetExtension(path)) || path == ".ci/run");

    [Fact]
    public void Nothing_is_marked_as_unfinished() =>
        Violations.AssertNone(Texts.Where(path => Marker().IsMatch(RepositoryFiles.Read(path))));

    [Fact]
    public void Lines_end_in_a_newline_character_alone() =>
        Violations.AssertNone(Texts.Where(path => RepositoryFiles.Read(path).Contains('\r', StringComparison.Ordinal)));

    // The brackets keep this line from finding itself.
    [GeneratedRegex(@"\b(T[O]DO|F[I]XME|H[A]CK|X[X]X)\b")]
    private static partial Regex Marker();
}
