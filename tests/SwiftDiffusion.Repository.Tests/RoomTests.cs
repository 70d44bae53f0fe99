namespace SwiftDiffusion.Repository.Tests;

/// <summary>Folder = room = namespace, and every room says what it is for.</summary>
public sealed class RoomTests
{
    private const int MaxReadmeLines = 60;

    /// <summary>A folder with this many source files is a room.</summary>
    private const int RoomFiles = 3;

    [Fact]
    public void Every_room_has_a_README_or_lies_in_a_room_that_has_one()
    {
        var rooms = RepositoryFiles.ProductSources.GroupBy(path => Path.GetDirectoryName(path)!).Where(room => room.Count() >= RoomFiles).Select(room => room.Key);
        Violations.AssertNone(rooms.Where(room => !IsDescribed(room)));
    }

    [Fact]
    public void READMEs_of_rooms_are_short()
    {
        var rooms = RepositoryFiles.Documents.Where(path => path.StartsWith("src/", StringComparison.Ordinal) || path.StartsWith("onnx/SwiftDiffusion", StringComparison.Ordinal));
        Violations.AssertNone(rooms.Where(path => RepositoryFiles.Read(path).Count(c => c == '\n') > MaxReadmeLines));
    }

    [Fact]
    public void A_namespace_is_its_folder()
    {
        var wrong = from path in RepositoryFiles.ProductSources
                    let declared = RepositoryFiles.Read(path).Split('\n').FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal))
                    where declared is not null && declared != $"namespace {NamespaceOf(path)};"
                    select $"{path}: {declared}";
        Violations.AssertNone(wrong);
    }

    /// <summary>Up to and including the project's folder.</summary>
    private static bool IsDescribed(string room)
    {
        for (string folder = room; folder.Contains("SwiftDiffusion.", StringComparison.Ordinal); folder = Path.GetDirectoryName(folder)!)
        {
            if (RepositoryFiles.Exists($"{folder}/README.md"))
                return true;
        }

        return false;
    }

    private static string NamespaceOf(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        return folder[folder.IndexOf("SwiftDiffusion.", StringComparison.Ordinal)..].Replace('/', '.');
    }
}
