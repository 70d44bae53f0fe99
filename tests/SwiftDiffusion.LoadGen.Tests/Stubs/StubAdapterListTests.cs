using System.Text.Json.Nodes;
using SwiftDiffusion.LoadGen.Stubs;

namespace SwiftDiffusion.LoadGen.Tests.Stubs;

public sealed class StubAdapterListTests
{
    [Fact]
    public void Every_stub_has_a_name_and_its_address()
    {
        var adapters = JsonNode.Parse(StubAdapterList.Create(["http://a/0", "http://a/1"]))!["adapters"]!.AsArray();

        Assert.Equal([("stub-0", "http://a/0"), ("stub-1", "http://a/1")], adapters.Select(adapter => ((string?)adapter!["name"], (string?)adapter["source"])));
    }
}
