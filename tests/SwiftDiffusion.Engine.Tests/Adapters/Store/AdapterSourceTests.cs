using SwiftDiffusion.Engine.Adapters.Store;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Adapters.Store;

public sealed class AdapterSourceTests
{
    private static readonly string Hash = new('A', 64);

    [Theory]
    [InlineData("neon.safetensors", "neon")]
    [InlineData("/loras/my neon.v2.safetensors", "my neon.v2")]
    public void A_path_is_a_local_file(string text, string name)
    {
        Assert.True(AdapterSource.TryParse(text, out var source, out _));
        Assert.Equal(text, Assert.IsType<AdapterSource.LocalFile>(source).Path);
        Assert.Equal(name, source.DefaultName);
    }

    [Theory]
    [InlineData("https://hub.example/loras/neon.safetensors?download=true")]
    [InlineData("http://127.0.0.1:9000/neon.safetensors")]
    [InlineData("s3://my-bucket/loras/neon.safetensors")]
    [InlineData("file:///mnt/loras/neon.safetensors")]
    public void An_address_is_a_remote_file(string text)
    {
        Assert.True(AdapterSource.TryParse(text, out var source, out _));
        var remote = Assert.IsType<AdapterSource.Remote>(source);
        Assert.Equal((text, null, "neon"), (remote.Address.AbsoluteUri, remote.Sha256, remote.DefaultName));
    }

    [Fact]
    public void An_address_may_say_what_its_file_hashes_to()
    {
        Assert.True(AdapterSource.TryParse($"https://hub.example/neon.safetensors#sha256={Hash}", out var source, out _));
        var remote = Assert.IsType<AdapterSource.Remote>(source);
        Assert.Equal(("https://hub.example/neon.safetensors", new string('a', 64)), (remote.Address.AbsoluteUri, remote.Sha256));
    }

    [Theory]
    [InlineData("", "is empty; expected a path or an address")]
    [InlineData("ftp://hub.example/neon.safetensors", "has the scheme 'ftp'; expected http, https, s3, file or a path")]
    [InlineData("http://", "is no address")]
    [InlineData("https://hub.example/", "names no file")]
    [InlineData("https://hub.example/loras/", "names no file")]
    [InlineData("s3://bucket", "names no file")]
    [InlineData("s3:///key", "names no bucket; expected s3://BUCKET/KEY")]
    [InlineData("https://hub.example/neon.safetensors#v2", "ends in a fragment; expected #sha256= and 64 hexadecimal digits, or none")]
    [InlineData("https://hub.example/neon.safetensors#sha256=zz", "ends in a fragment; expected #sha256= and 64 hexadecimal digits, or none")]
    public void Anything_else_is_refused_with_the_reason(string text, string expected)
    {
        Assert.False(AdapterSource.TryParse(text, out _, out string? problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void Its_text_gives_no_credentials_away()
    {
        Assert.True(AdapterSource.TryParse("https://user:secret@hub.example/neon.safetensors?token=secret", out var source, out _));
        Assert.Equal("neon", $"{source}");
    }
}
