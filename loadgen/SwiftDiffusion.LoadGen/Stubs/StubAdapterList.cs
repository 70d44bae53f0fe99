using System.Text.Json.Nodes;

namespace SwiftDiffusion.LoadGen.Stubs;

/// <summary>Stub adapters as a list that a model's folder may hold, <c>adapters.json</c>.</summary>
internal static class StubAdapterList
{
    /// <summary>Name of the stub of that number.</summary>
    public static string NameOf(int number) => $"stub-{number}";

    /// <param name="urls">Where every stub is, in the order of their numbers.</param>
    public static string Create(IEnumerable<string> urls) => new JsonObject
    {
        ["adapters"] = new JsonArray([.. urls.Select((url, number) => new JsonObject { ["name"] = NameOf(number), ["source"] = url })]),
    }.ToJsonString();
}
