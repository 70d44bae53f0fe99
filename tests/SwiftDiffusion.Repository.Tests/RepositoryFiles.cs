using SwiftDiffusion.Testing;

namespace SwiftDiffusion.Repository.Tests;

/// <summary>The files of the repository: everything below the root but what .gitignore keeps out.</summary>
internal static class RepositoryFiles
{
    private static readonly HashSet<string> SkippedFolders =
        [".git", .. File.ReadLines(RepositoryRoot.File(".gitignore")).Where(line => line.EndsWith('/')).Select(line => line.TrimEnd('/'))];

    /// <summary>Paths relative to the root, with forward slashes.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Below(RepositoryRoot.Path).Order(StringComparer.Ordinal)];

    /// <summary>Source files written by hand, of products and tests.</summary>
    public static IEnumerable<string> Sources => All.Where(path => path.EndsWith(".cs", StringComparison.Ordinal));

    /// <summary>Source files of what is shipped.</summary>
    public static IEnumerable<string> ProductSources => Sources.Where(path => !path.StartsWith("tests/", StringComparison.Ordinal));

    public static IEnumerable<string> Projects => All.Where(path => path.EndsWith(".csproj", StringComparison.Ordinal));

    public static IEnumerable<string> Documents => All.Where(path => path.EndsWith(".md", StringComparison.Ordinal));

    public static string Read(string path) => File.ReadAllText(RepositoryRoot.File(path));

    public static long SizeBytes(string path) => new FileInfo(RepositoryRoot.File(path)).Length;

    /// <summary>Whether a file or a folder lies at this path.</summary>
    public static bool Exists(string path) => Path.Exists(RepositoryRoot.File(path));

    private static IEnumerable<string> Below(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder))
        {
            // In a worktree ".git" is a file.
            if (Path.GetFileName(file) != ".git")
                yield return Path.GetRelativePath(RepositoryRoot.Path, file).Replace('\\', '/');
        }

        foreach (string child in Directory.EnumerateDirectories(folder).Where(child => !SkippedFolders.Contains(Path.GetFileName(child))))
        {
            foreach (string path in Below(child))
                yield return path;
        }
    }
}
