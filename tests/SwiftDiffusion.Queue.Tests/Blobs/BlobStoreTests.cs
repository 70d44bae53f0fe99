using SwiftDiffusion.Queue.Blobs;
using SwiftDiffusion.Testing;

namespace SwiftDiffusion.Queue.Tests.Blobs;

/// <summary>What folder and bucket have in common, and what each adds.</summary>
public sealed class BlobStoreTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private FakeS3? _s3;

    public static TheoryData<string> Kinds => ["folder", "s3"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _s3 = await FakeS3.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _s3!.DisposeAsync();
        _folder.Dispose();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task What_was_put_is_got_until_it_is_deleted(string kind)
    {
        var store = Open(kind);
        byte[] content = [.. Enumerable.Range(0, 100_000).Select(i => (byte)i)];
        await store.PutAsync("l/job_1/in/0", content, Token);
        Assert.Equal(content, (await store.GetAsync("l/job_1/in/0", Token))!.Value.ToArray());
        await store.DeleteAsync("l/job_1/in/0", Token);
        Assert.Null(await store.GetAsync("l/job_1/in/0", Token));
        await store.DeleteAsync("l/job_1/in/0", Token);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_name_written_again_has_the_new_content(string kind)
    {
        var store = Open(kind);
        await store.PutAsync("a", new byte[] { 1 }, Token);
        await store.PutAsync("a", new byte[] { 2 }, Token);
        Assert.Equal([2], (await store.GetAsync("a", Token))!.Value.ToArray());
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_file_is_read_back_as_a_stream_of_its_size(string kind)
    {
        var store = Open(kind);
        byte[] content = [.. Enumerable.Range(0, 100_000).Select(i => (byte)i)];
        using var source = new TemporaryFolder();
        await File.WriteAllBytesAsync(source.File("file"), content, Token);
        await store.PutFileAsync("l/addons/abc", source.File("file"), Token);

        var stored = (await store.OpenAsync("l/addons/abc", Token))!;
        using var read = new MemoryStream();
        await using (stored.Content)
            await stored.Content.CopyToAsync(read, Token);
        Assert.Equal(content.Length, stored.SizeBytes);
        Assert.Equal(content, read.ToArray());
        Assert.Null(await store.OpenAsync("l/addons/other", Token));
    }

    [Fact]
    public async Task A_file_that_was_never_finished_is_no_blob_and_goes_with_its_name()
    {
        var store = Open("folder");
        await store.PutAsync("l/j/in/1", new byte[] { 1 }, Token);
        string file = Assert.Single(Files());
        File.Move(file, $"{file}.unfinished");
        Assert.Null(await store.GetAsync("l/j/in/1", Token));
        await store.DeleteAsync("l/j/in/1", Token);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task A_blob_of_a_name_never_written_is_none()
    {
        Assert.Null(await Open("folder").GetAsync("l/j/in/1", Token));
        await Open("folder").DeleteAsync("l/j/in/1", Token);
    }

    [Fact]
    public async Task Objects_lie_under_their_prefix_and_requests_are_signed()
    {
        await Open("s3").PutAsync("l/j/0", new byte[] { 1 }, Token);
        Assert.Equal(["/pictures/sd/l/j/0"], _s3!.Objects.Keys);
        Assert.All(_s3.Signatures, signature => Assert.StartsWith("AWS4-HMAC-SHA256 Credential=key/", signature, StringComparison.Ordinal));
        Assert.All(_s3.Signatures, signature => Assert.Contains("/eu-test/s3/", signature, StringComparison.Ordinal));
    }

    private string[] Files() => Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories);

    private IBlobStore Open(string kind) => kind == "folder"
        ? new FolderBlobs(_folder.Path)
        : new S3Blobs(new S3Options { Bucket = "pictures", Prefix = "sd/", Endpoint = _s3!.Endpoint, Region = "eu-test", AccessKey = "key", SecretKey = "secret" });
}
