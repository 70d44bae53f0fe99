using SwiftDiffusion.LoadGen.AddOns;
using SwiftDiffusion.LoadGen.Analysis;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Tests.AddOns;

public sealed class RankMapTests
{
    [Fact]
    public void Popular_names_take_the_servers_names_in_turn()
    {
        var map = MapOf("z z z y y x", "first", "second");

        Assert.Equal([0], map.Map(["z"]));
        Assert.Equal([1], map.Map(["y"]));
        Assert.Equal([0], map.Map(["x"]));
    }

    [Fact]
    public void A_name_the_server_has_stays() => Assert.Equal([1], MapOf("z z second", "first", "second").Map(["second"]));

    [Fact]
    public void Two_names_that_fall_together_stay_two() => Assert.Equal([0, 1], MapOf("z z z y y x", "first", "second").Map(["z", "x"]));

    [Fact]
    public void More_names_than_the_server_has_are_cut() => Assert.Equal([0, 1], MapOf("z z z y y x", "first", "second").Map(["z", "y", "x"]));

    [Fact]
    public void A_server_without_any_gets_none() => Assert.Empty(MapOf("z").Map(["z"]));

    [Fact]
    public void Equally_popular_names_go_by_name() => Assert.Equal([0], MapOf("b a", "first", "second").Map(["a"]));

    private static RankMap MapOf(string names, params string[] available) =>
        new(names.Split(' ').Select(name => new TraceRequest { At = TimeSpan.Zero, Loras = [new LoraUse(name)] }), AddOnKind.Lora, available);
}
