using Microsoft.Extensions.Time.Testing;
using SwiftDiffusion.Engine.Adapters.Store.Disk;
using SwiftDiffusion.Testing;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Adapters.Store.Disk;

public sealed class BlobFolderTests : IDisposable
{
    private const int Size = 100;
    private readonly TemporaryFolder _root = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void A_file_lies_under_its_hash()
    {
        var folder = Folder(budget: Size);
        using var blob = Add(folder, 'a');
        Assert.Equal(_root.File("sha256", "aa", $"{Hash('a')}.safetensors"), blob.Path);
        Assert.Equal(Size, new FileInfo(blob.Path).Length);
    }

    [Fact]
    public void The_least_recently_used_leaves_first()
    {
        var folder = Folder(budget: 2 * Size);
        Add(folder, 'a').Dispose();
        Add(folder, 'b').Dispose();
        Use(folder, 'a');
        Add(folder, 'c').Dispose();
        Assert.Equal((true, false, true), (Has(folder, 'a'), Has(folder, 'b'), Has(folder, 'c')));
        Assert.Equal(2 * Size, folder.HeldBytes());
    }

    [Fact]
    public void What_was_used_last_is_known_after_a_restart()
    {
        var before = Folder(budget: 2 * Size);
        Add(before, 'a').Dispose();
        Add(before, 'b').Dispose();
        Use(before, 'a');
        var after = Folder(budget: 2 * Size);
        Add(after, 'c').Dispose();
        Assert.Equal((true, false, true), (Has(after, 'a'), Has(after, 'b'), Has(after, 'c')));
    }

    [Fact]
    public void A_file_in_use_stays_beyond_the_budget()
    {
        var folder = Folder(budget: Size);
        using var used = Add(folder, 'a');
        using var second = Add(folder, 'b');
        Assert.Equal(2 * Size, folder.HeldBytes());
        used.Dispose();
        Add(folder, 'c').Dispose();
        Assert.Equal((false, true), (Has(folder, 'a'), Has(folder, 'b')));
    }

    private BlobFolder Folder(long budget) => new(_root.File("sha256"), budget, _time);

    private Blob Add(BlobFolder folder, char name)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        File.WriteAllBytes(_root.File("incoming"), new byte[Size]);
        return folder.Add(Hash(name), _root.File("incoming"));
    }

    private void Use(BlobFolder folder, char name)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        folder.TryHold(Hash(name))!.Dispose();
    }

    private static bool Has(BlobFolder folder, char name) => File.Exists(folder.PathOf(Hash(name)));

    private static string Hash(char name) => new(name, 64);
}
