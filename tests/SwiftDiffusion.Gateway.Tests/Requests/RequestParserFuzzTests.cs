using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.Tests.Requests;

/// <summary>Whatever arrives, the parser ends in a job or in problems.</summary>
public sealed class RequestParserFuzzTests
{
    private static readonly string ValidBody = BadRequests.Expand("""
        {"prompt":"p","model":"tiny","n":2,"size":"128x128","quality":"low","seed":1,"guidance_scale":5,"noise_scheduler":"ddim",
         "loras":[{"name":"watercolor","scale":1}],"controlnets":[{"name":"canny","image":"PNG","start":0,"end":1}]}
        """);

    private static readonly string[] Names =
    [
        "prompt", "model", "n", "size", "width", "seed", "loras", "controlnets",
        "name", "path", "scale", "image", "start", "end", "stream", "user", "zzz",
    ];

    private static readonly Gen<string> Name = OneOf(Names);

    private static readonly Gen<string> Tree = Gen.Recursive<string>((depth, tree) => depth > 3 ? Damage.Leaf : Gen.Frequency(
        (3, Damage.Leaf),
        (2, Gen.Select(Name, tree).Array[0, 5].Select(Object)),
        (1, tree.Array[0, 4].Select(items => $"[{string.Join(',', items)}]"))));

    [Fact]
    public void Arbitrary_JSON_never_throws() =>
        Tree.Sample(body => EndsWell(Encoding.UTF8.GetBytes(body)), iter: 5_000);

    [Fact]
    public void Arbitrary_bytes_never_throw() =>
        Gen.Byte.Array[0, 64].Sample(EndsWell, iter: 5_000);

    [Fact]
    public void A_valid_body_with_damaged_bytes_never_throws() =>
        Damage.Bytes(Encoding.UTF8.GetBytes(ValidBody)).Sample(EndsWell, iter: 5_000);

    [Fact]
    public void A_valid_body_with_one_field_replaced_never_throws() =>
        Gen.Select(Name, Tree, Gen.Int[0, 2]).Where(edit => IsStrict(edit.Item2)).Sample(
            edit => EndsWell(Encoding.UTF8.GetBytes(Replace(edit.Item1, edit.Item2, edit.Item3))), iter: 3_000);

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static bool EndsWell(byte[] body) => Parsing.Parse(body) switch
    {
        ParsedRequest.Valid valid => valid.Request.Job.Prompt.Length > 0,
        ParsedRequest.Invalid invalid => invalid.Problems.Length > 0 && invalid.Problems.All(problem => problem.Message.Length > 0),
        _ => false,
    };

    private static string Object((string Name, string Value)[] fields) =>
        $"{{{string.Join(',', fields.DistinctBy(field => field.Name).Select(field => $"\"{field.Name}\":{field.Value}"))}}}";

    private static bool IsStrict(string json)
    {
        using var document = JsonBody.Parse(Encoding.UTF8.GetBytes(json), out _);
        return document is not null;
    }

    private static string Replace(string name, string value, int where)
    {
        var root = JsonNode.Parse(ValidBody)!.AsObject();
        var target = where switch { 0 => root, 1 => root["loras"]![0]!.AsObject(), _ => root["controlnets"]![0]!.AsObject() };
        target[name] = JsonNode.Parse(value);
        return root.ToJsonString();
    }
}
