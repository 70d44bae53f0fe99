using System.Collections.Immutable;
using System.Text.Json;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.Tests.Requests;

public sealed class AdapterTimingFieldTests
{
    [Theory]
    [InlineData("\"exact\"", AttachMode.Exact)]
    [InlineData("\"asynchronous\"", AttachMode.Asynchronous)]
    [InlineData("null", AttachMode.Exact)]
    public void A_word_says_when_LoRAs_join(string json, AttachMode mode) => Assert.Equal((mode, 0), Read(json) is var (read, steps) ? (read, steps.Length) : default);

    [Fact]
    public void Absent_it_is_what_the_operator_chose() =>
        Assert.Equal(AttachMode.Asynchronous, Parse("{\"prompt\": \"x\"}", AttachMode.Asynchronous).AttachMode);

    [Fact]
    public void The_request_overrules_the_operator() =>
        Assert.Equal(AttachMode.Exact, Parse("{\"prompt\": \"x\", \"adapter_timing\": \"exact\"}", AttachMode.Asynchronous).AttachMode);

    [Theory]
    [InlineData("7", new[] { 7 })]
    [InlineData("[3]", new[] { 3 })]
    [InlineData("[3, 7]", new[] { 3, 7 })]
    public void Steps_are_replayed(string json, int[] expected)
    {
        var (mode, steps) = Read(json);
        Assert.Equal(AttachMode.Replay, mode);
        Assert.Equal(expected, steps);
    }

    [Theory]
    [InlineData("\"async\"", "exact, asynchronous")]
    [InlineData("true", "a step from 0 to 1999")]
    [InlineData("-1", "a step from 0 to 1999")]
    [InlineData("2000", "a step from 0 to 1999")]
    [InlineData("1.5", "a step from 0 to 1999")]
    [InlineData("[]", "a step from 0 to 1999")]
    [InlineData("[1, \"2\"]", "a step from 0 to 1999")]
    [InlineData("[1, 2, 3]", "one step for all, or an array of one for each")]
    public void Anything_else_is_refused_by_the_fields_name(string json, string accepted)
    {
        var problem = Assert.Single(Assert.IsType<ParsedRequest.Invalid>(ParseAny(Body(json), AttachMode.Exact)).Problems);
        Assert.Equal("adapter_timing", problem.Field);
        Assert.Contains(accepted, problem.Accepted, StringComparison.Ordinal);
    }

    [Fact]
    public void A_misspelt_name_is_recognised()
    {
        var invalid = Assert.IsType<ParsedRequest.Invalid>(ParseAny("{\"prompt\": \"x\", \"adapters_timing\": \"exact\"}", AttachMode.Exact));
        Assert.Contains("adapter_timing", Assert.Single(invalid.Problems).Accepted, StringComparison.Ordinal);
    }

    private static (AttachMode Mode, ImmutableArray<int> Steps) Read(string json)
    {
        var job = Parse(Body(json), AttachMode.Exact);
        return (job.AttachMode, job.AttachSteps);
    }

    private static string Body(string json) =>
        $$"""{"prompt": "x", "loras": [{"name": "watercolor"}, {"name": "pixelart"}], "adapter_timing": {{json}}}""";

    private static GenerationJob Parse(string body, AttachMode standard) => Assert.IsType<ParsedRequest.Valid>(ParseAny(body, standard)).Request.Job;

    private static ParsedRequest ParseAny(string body, AttachMode standard) =>
        RequestParser.Parse(
        ImagesOperation.Generation, new RequestBody(JsonDocument.Parse(body), []),
        Parsing.Context with { Models = [Samples.Tiny], Limits = new GatewayOptions { AdapterTiming = standard } });
}
