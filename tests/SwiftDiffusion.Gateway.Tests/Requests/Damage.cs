using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;

namespace SwiftDiffusion.Gateway.Tests.Requests;

/// <summary>Valid bodies with something done to them.</summary>
internal static class Damage
{
    private static readonly string[] OddValues =
        ["null", "true", "false", "-0", "1e999", "1e-400", "\"None\"", "\"\"", "\"\\ud800\"", "\"data:;base64,\"", "\"128x128\"", "{}", "[]", "[[]]", "{\"args\":[{\"enabled\":true}]}"];

    /// <summary>A value of any kind, as JSON.</summary>
    public static readonly Gen<string> Leaf = Gen.OneOf(
        Gen.Double.Select(value => double.IsFinite(value) ? JsonSerializer.Serialize(value) : "1e999"),
        Gen.Long.Select(value => JsonSerializer.Serialize(value)),
        Gen.String.Select(value => JsonSerializer.Serialize(value)),
        Gen.Int[0, OddValues.Length - 1].Select(index => OddValues[index]));

    /// <summary>Bytes changed, put in, taken out or cut off, up to four times.</summary>
    public static Gen<byte[]> Bytes(byte[] valid) =>
        Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Byte, Gen.Int[0, 3]).Array[1, 4].Select(edits => edits.Aggregate(valid, Apply));

    /// <summary>One of all values, counted through the whole tree, replaced by another.</summary>
    public static Gen<string> OneValue(string valid) =>
        Gen.Select(Gen.Int[0, 100], Leaf.Where(IsReadable)).Select(edit => Replace(valid, edit.Item1, edit.Item2));

    private static byte[] Apply(byte[] body, (int At, byte Value, int Kind) edit)
    {
        int at = edit.At % body.Length;
        return edit.Kind switch
        {
            0 => [.. body[..at], edit.Value, .. body[(at + 1)..]],
            1 => [.. body[..at], edit.Value, .. body[at..]],
            2 => [.. body[..at], .. body[(at + 1)..], 0x20],
            _ => body[..(at + 1)],
        };
    }

    private static bool IsReadable(string json)
    {
        using var document = Gateway.Requests.JsonBody.Parse(System.Text.Encoding.UTF8.GetBytes(json), out _);
        return document is not null;
    }

    private static string Replace(string valid, int which, string value)
    {
        var root = JsonNode.Parse(valid)!;
        JsonNode[] places = [.. Places(root)];
        places[which % places.Length].ReplaceWith(JsonNode.Parse(value));
        return root.ToJsonString();
    }

    private static IEnumerable<JsonNode> Places(JsonNode node) => node switch
    {
        JsonObject parent => parent.Where(member => member.Value is not null).SelectMany(member => Places(member.Value!).Prepend(member.Value!)),
        JsonArray parent => parent.OfType<JsonNode>().SelectMany(child => Places(child).Prepend(child)),
        _ => [],
    };
}
