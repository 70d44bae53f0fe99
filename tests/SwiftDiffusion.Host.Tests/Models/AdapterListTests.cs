using System.Collections.Immutable;
using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Host.Models;
using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Host.Tests.Models;

public sealed class AdapterListTests
{
    private const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Fact]
    public void A_model_without_a_list_has_none() => Assert.Empty(AdapterList.Read(TestModels.Small));

    [Fact]
    public void Every_entry_has_a_name_and_a_source()
    {
        using var folder = new TemporaryFolder();
        var adapters = Read(folder, $$"""
            { "adapters": [
              { "name": "papercut", "source": "https://hub.example/papercut.safetensors", "sha256": "{{Hash}}" },
              { "name": "bucket", "source": "s3://loras/bucket.safetensors" },
              { "name": "near", "source": "more/near.safetensors" },
            ] }
            """);
        Assert.Equal(["papercut", "bucket", "near"], adapters.Select(adapter => adapter.Name));
        Assert.Equal(Hash, Assert.IsType<AdapterSource.Remote>(adapters[0].Source).Sha256);
        Assert.Equal("s3", Assert.IsType<AdapterSource.Remote>(adapters[1].Source).Address.Scheme);
        Assert.Equal(folder.File("more/near.safetensors"), Assert.IsType<AdapterSource.LocalFile>(adapters[2].Source).Path);
    }

    [Theory]
    [InlineData("{", "is not a list of adapters")]
    [InlineData("{}", "has no list 'adapters'")]
    [InlineData("{\"adapters\": [null]}", "adapters[0] needs a name and a source")]
    [InlineData("{\"adapters\": [{\"name\": \"x\"}]}", "adapters[0] needs a name and a source")]
    [InlineData("{\"adapters\": [{\"name\": \"x\", \"source\": \"ftp://h/x\"}]}", "adapters[0] ('x'): its source has the scheme 'ftp'")]
    [InlineData("{\"adapters\": [{\"name\": \"x\", \"source\": \"http://h/x\", \"sha256\": \"12\"}]}", "adapters[0] ('x'): its source ends in a fragment")]
    [InlineData("{\"adapters\": [{\"name\": \"x\", \"source\": \"http://h/x\", \"sha265\": \"12\"}]}", "sha265")]
    public void What_is_wrong_is_named(string json, string problem)
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(problem, Assert.Throws<ModelFormatException>(() => Read(folder, json)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_adapters_of_one_name_are_refused()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("lora"));
        File.Copy(TestModels.Lora, folder.File("lora/same.safetensors"));
        NamedAdapter[] added = [new NamedAdapter("same", new AdapterSource.LocalFile("other.safetensors"))];
        Assert.Contains("two LoRAs called 'same'", Assert.Throws<ModelFormatException>(() => AdapterNames.Of(folder.Path, added)).Problem, StringComparison.Ordinal);
    }

    private static ImmutableArray<NamedAdapter> Read(TemporaryFolder folder, string json)
    {
        File.WriteAllText(folder.File("adapters.json"), json);
        return AdapterList.Read(folder.Path);
    }
}
