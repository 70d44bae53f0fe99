using System.Security.Cryptography;
using SwiftDiffusion.Engine.Adapters.Store;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Adapters.Store;

public sealed class AdapterStoreTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private AdapterServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await AdapterServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Loads_a_file_once_however_many_ask()
    {
        using var fixture = new StoreFixture(options => options.MemorySizeBytes = 0);
        var leases = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => fixture.Store.AcquireAsync("neon", Lora("neon"), null, None)));
        Assert.Single(leases.Select(lease => lease.Adapter).Distinct());
        Assert.Equal(leases[0].Adapter.SizeBytes, fixture.Tiers.HeldBytes);
        foreach (var lease in leases)
            lease.Dispose();
        Assert.Equal(0, fixture.Tiers.Pins);
    }

    [Fact]
    public async Task Fetches_a_remote_file_once_however_many_ask()
    {
        using var fixture = new StoreFixture();
        var source = _server.Serve("neon.safetensors", TinyWorldLoras.Bytes("neon"));
        var leases = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => fixture.Store.AcquireAsync("neon", source, null, None)));
        Assert.Single(leases.Select(lease => lease.Adapter).Distinct());
        Assert.Equal(1, _server.Requests("neon.safetensors"));
        foreach (var lease in leases)
            lease.Dispose();
        Assert.Equal(0, fixture.Tiers.Pins);
    }

    [Fact]
    public async Task Keeps_what_is_in_use_even_beyond_the_budget()
    {
        using var fixture = new StoreFixture(options => options.MemorySizeBytes = 0);
        var first = await fixture.Store.AcquireAsync("neon", Lora("neon"), null, None);
        var second = await fixture.Store.AcquireAsync("pastel", Lora("pastel"), null, None);
        Assert.Equal(first.Adapter.SizeBytes + second.Adapter.SizeBytes, fixture.Tiers.HeldBytes);
        first.Dispose();
        Assert.Equal(second.Adapter.SizeBytes, fixture.Tiers.HeldBytes);
        second.Dispose();
        Assert.Equal(0, fixture.Tiers.HeldBytes);
    }

    [Fact]
    public async Task An_adapter_in_memory_is_there_at_once()
    {
        using var fixture = new StoreFixture();
        var remote = _server.Serve("neon.safetensors", TinyWorldLoras.Bytes("neon"));
        foreach (var source in new AdapterSource[] { remote, Lora("pastel") })
        {
            await fixture.UseAsync(source);
            var again = fixture.Store.AcquireAsync("again", source, null, None);
            Assert.True(again.IsCompleted);
            (await again).Dispose();
        }
    }

    [Fact]
    public async Task Models_have_adapters_of_their_own_in_one_budget()
    {
        long size = TinyWorldLoras.SizeBytes("sketch");
        using var fixture = new StoreFixture(options => options.MemorySizeBytes = size);
        var other = fixture.Tiers.StoreFor(Catalogs.OfBundle(Testing.RepositoryRoot.File("onnx", "tinyworld")), "other");
        var first = await fixture.UseAsync(Lora("sketch"));
        using (var lease = await other.AcquireAsync("sketch", Lora("sketch"), null, None))
            Assert.NotSame(first, lease.Adapter);
        Assert.Equal(size, fixture.Tiers.HeldBytes);
    }

    [Fact]
    public async Task A_broken_file_never_enters_and_can_be_mended()
    {
        using var fixture = new StoreFixture();
        var source = new AdapterSource.LocalFile(fixture.Write("mended.safetensors", [1, 2, 3]));
        var failure = await FailAsync(fixture, source);
        Assert.Equal("mended", failure.Name);
        Assert.Equal(0, fixture.Tiers.HeldBytes);
        fixture.Write("mended.safetensors", TinyWorldLoras.Bytes("neon"));
        Assert.NotEmpty((await fixture.UseAsync(source)).Layers);
    }

    [Fact]
    public async Task A_missing_file_says_so_without_its_path()
    {
        using var fixture = new StoreFixture();
        var failure = await FailAsync(fixture, new AdapterSource.LocalFile("/somewhere/secret/none.safetensors"));
        Assert.Equal("LoRA 'none': file not found", failure.Message);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_says_so_without_its_path()
    {
        using var fixture = new StoreFixture();
        string folder = Path.Combine(Path.GetDirectoryName(fixture.Write("x", []))!, "folder.safetensors");
        Directory.CreateDirectory(folder);
        var failure = await FailAsync(fixture, new AdapterSource.LocalFile(folder));
        Assert.DoesNotContain("/", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_LoRA_of_another_model_is_refused_but_stays_on_disk()
    {
        using var fixture = new StoreFixture(targets: Catalogs.Small);
        var source = _server.Serve("neon.safetensors", TinyWorldLoras.Bytes("neon"));
        Assert.Contains("match no target", (await FailAsync(fixture, source)).Reason, StringComparison.Ordinal);
        Assert.Single(fixture.Blobs);
        await FailAsync(fixture, source);
        Assert.Equal(1, _server.Requests("neon.safetensors"));
    }

    [Fact]
    public async Task A_copy_that_the_disk_has_spoilt_is_fetched_again()
    {
        using var fixture = new StoreFixture(options => options.MemorySizeBytes = 0);
        var source = _server.Serve("neon.safetensors", TinyWorldLoras.Bytes("neon"));
        await fixture.UseAsync(source);
        await File.WriteAllBytesAsync(fixture.Blobs.Single(), [1, 2, 3], None);
        Assert.NotEmpty((await fixture.UseAsync(source)).Layers);
        Assert.Equal(2, _server.Requests("neon.safetensors"));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_fails_the_adapter_and_not_the_process()
    {
        using var fixture = new StoreFixture();
        using var other = new StoreFixture(options => options.Folder = Path.Combine(fixture.Write("file", [1]), "below"));
        var source = _server.Serve("neon.safetensors", TinyWorldLoras.Bytes("neon"));
        Assert.Equal("this server's disk does not take it in", (await FailAsync(other, source)).Reason);
        Assert.Null(other.Store.ProfileOf(source));
    }

    [Fact]
    public async Task Nothing_of_the_address_reaches_whoever_asked()
    {
        using var fixture = new StoreFixture(options => options.MaxAttempts = 2);
        var gone = new AdapterSource.Remote(new Uri("http://user:secret@127.0.0.1:1/hidden/neon.safetensors?key=secret"), null);
        var failure = await FailAsync(fixture, gone);
        Assert.Equal("LoRA 'neon': its store does not take connections, 2 times", failure.Message);
        Assert.Equal("neon", $"{gone}");
    }

    [Fact]
    public async Task A_remote_adapter_has_its_profile_even_when_only_its_hash_is_left()
    {
        byte[] content = TinyWorldLoras.Bytes("neon");
        using var fixture = new StoreFixture(options => options.DiskSizeBytes = content.Length);
        var source = _server.Serve("neon.safetensors", content);
        Assert.Null(fixture.Store.ProfilePathOf(source));
        await fixture.UseAsync(source);
        Profiles.AdapterProfileTests.Sample.Write(fixture.Store.ProfilePathOf(source)!);
        await fixture.UseAsync(_server.Serve("pastel.safetensors", TinyWorldLoras.Bytes("pastel")));
        Assert.DoesNotContain(fixture.Blobs, path => path.Contains(Convert.ToHexStringLower(SHA256.HashData(content)), StringComparison.Ordinal));
        Assert.Equal(Profiles.AdapterProfileTests.Sample.Bound, fixture.Store.ProfileOf(source)!.Bound);
    }

    [Fact]
    public void A_profile_of_another_model_is_none()
    {
        using var fixture = new StoreFixture();
        var source = new AdapterSource.LocalFile(fixture.Write("neon.safetensors", TinyWorldLoras.Bytes("neon")));
        Profiles.AdapterProfileTests.Sample.Write(fixture.Store.ProfilePathOf(source)!);
        Assert.NotNull(fixture.Store.ProfileOf(source));
        Assert.Null(fixture.Tiers.StoreFor(TinyWorldLoras.Targets, "another").ProfileOf(source));
    }

    private static async Task<AdapterLoadException> FailAsync(StoreFixture fixture, AdapterSource source) =>
        await Assert.ThrowsAsync<AdapterLoadException>(() => fixture.UseAsync(source));

    private static AdapterSource.LocalFile Lora(string name) => new(TinyWorldLoras.Path(name));
}
