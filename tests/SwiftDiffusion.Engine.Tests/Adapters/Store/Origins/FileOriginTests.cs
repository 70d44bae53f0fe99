using SwiftDiffusion.Engine.Adapters.Store;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Adapters.Store.Origins;

public sealed class FileOriginTests
{
    [Fact]
    public async Task A_mounted_file_is_copied_and_copied_again_when_it_has_changed()
    {
        using var fixture = new StoreFixture();
        string path = fixture.Write("neon.safetensors", TinyWorldLoras.Bytes("neon"));
        var source = new AdapterSource.Remote(new Uri(path), null);
        var first = await fixture.UseAsync(source);
        fixture.Time.Advance(fixture.Options.RevalidateAfter);
        Assert.Same(first, await fixture.UseAsync(source));
        fixture.Write("neon.safetensors", TinyWorldLoras.Bytes("pastel"));
        fixture.Time.Advance(fixture.Options.RevalidateAfter);
        Assert.NotSame(first, await fixture.UseAsync(source));
        Assert.Equal(2, fixture.Blobs.Length);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_not_waited_for()
    {
        using var fixture = new StoreFixture();
        var failure = await Assert.ThrowsAsync<AdapterLoadException>(() => fixture.UseAsync(new AdapterSource.Remote(new Uri("file:///no/such/neon.safetensors"), null)));
        Assert.Equal("LoRA 'neon': its store has no such file", failure.Message);
    }
}
