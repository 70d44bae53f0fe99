namespace SwiftDiffusion.Testing;

/// <summary>Finds files of the repository from wherever the tests run.</summary>
public static class RepositoryRoot
{
    /// <summary>Folder that holds SwiftDiffusion.sln.</summary>
    public static string Path { get; } = Find();

    public static string File(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(System.IO.Path.Combine(folder.FullName, "SwiftDiffusion.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No SwiftDiffusion.sln above {AppContext.BaseDirectory}.");
    }
}
