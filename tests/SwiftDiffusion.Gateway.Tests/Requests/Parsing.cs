using System.Text;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.Tests.Requests;

/// <summary>Parses with the sample models and seed 4711.</summary>
internal static class Parsing
{
    public static GatewayOptions Limits { get; } = new()
    {
        MaxPromptLength = 40,
        MaxPictureSizeBytes = 64,
        MaxLoras = 2,
        MaxControlNets = 2,
    };

    public static ParseContext Context { get; } = new([Samples.Tiny, Samples.Plain], Limits, FixedSeedSource.Seed, new FakePictureService());

    public static ParsedRequest Parse(string body) => Parse(Encoding.UTF8.GetBytes(body));

    public static ParsedRequest Parse(byte[] body)
    {
        var json = JsonBody.Parse(body, out var problem);
        return json is null
            ? new ParsedRequest.Invalid([problem!])
            : RequestParser.Parse(ImagesOperation.Generation, new RequestBody(json, []), Context);
    }

    public static ImagesRequest Valid(string body) => Assert.IsType<ParsedRequest.Valid>(Parse(body)).Request;

    public static IReadOnlyList<RequestProblem> Problems(string body) => Assert.IsType<ParsedRequest.Invalid>(Parse(body)).Problems;
}
