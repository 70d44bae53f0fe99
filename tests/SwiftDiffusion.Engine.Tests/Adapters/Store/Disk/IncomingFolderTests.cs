using SwiftDiffusion.Engine.Adapters.Store.Disk;
using SwiftDiffusion.Testing;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Adapters.Store.Disk;

public sealed class IncomingFolderTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void What_a_killed_process_left_behind_is_removed()
    {
        Directory.CreateDirectory(_root.File("incoming", "dead"));
        File.WriteAllText(_root.File("incoming", "dead", "lock"), "");
        File.WriteAllText(_root.File("incoming", "dead", "1.part"), "half a file");
        using var folder = new IncomingFolder(_root.File("incoming"));
        Assert.False(Directory.Exists(_root.File("incoming", "dead")));
    }

    [Fact]
    public void What_another_process_still_writes_is_left_alone()
    {
        using var first = new IncomingFolder(_root.File("incoming"));
        string path = first.NextPath();
        File.WriteAllText(path, "half a file");
        using var second = new IncomingFolder(_root.File("incoming"));
        Assert.True(File.Exists(path));
        Assert.NotEqual(path, second.NextPath());
    }

    [Fact]
    public void Every_path_is_a_new_one()
    {
        using var folder = new IncomingFolder(_root.File("incoming"));
        Assert.NotEqual(folder.NextPath(), folder.NextPath());
    }
}
