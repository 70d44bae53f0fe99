using System.Text;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.Tests.Requests;

public sealed class JsonBodyTests
{
    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"prompt\":NaN}")]
    [InlineData("{\"prompt\":\"a\",}")]
    [InlineData("{\"a\":1}{}")]
    [InlineData("{\"prompt\":\"a\",\"prompt\":\"b\"}")]
    public void Text_that_is_not_one_strict_JSON_value_is_a_problem(string body) =>
        Assert.Contains("JSON object in UTF-8", Problem(body), StringComparison.Ordinal);

    [Theory]
    [InlineData("", "nothing")]
    [InlineData("{\n\"a\":1,}", "no valid JSON in line 2 at byte 7: The JSON object contains a trailing comma at the end which is not supported in this mode")]
    [InlineData("{'a':1}", "no valid JSON in line 1 at byte 2: ''' is an invalid start of a property name")]
    public void A_problem_says_what_and_where_without_advice_to_programmers_of_the_server(string body, string found) =>
        Assert.Equal($"body: found {found}; accepted: a JSON object in UTF-8.", Problem(body));

    [Theory]
    [InlineData("""{"prompt":"\ud83d"}""")]
    [InlineData("""{"prompt":"\ude00"}""")]
    [InlineData("""{"prompt":"\ud83dx\ude00"}""")]
    [InlineData("""{"\ud83d":1}""")]
    public void Half_a_surrogate_pair_is_a_problem(string body) =>
        Assert.Contains("not valid Unicode", Problem(body), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"prompt":"\ud83d\ude00"}""")]
    [InlineData("""{"prompt":"\\ud83d"}""")]
    [InlineData("""{"prompt":"\n\\\"\uD83D\uDE00\u00e9"}""")]
    public void Whole_pairs_and_escaped_backslashes_are_fine(string body)
    {
        using var document = JsonBody.Parse(Encoding.UTF8.GetBytes(body), out var problem);
        Assert.Null(problem);
        Assert.NotNull(document);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_a_problem()
    {
        byte[] body = [.. "{\"prompt\":\""u8, 0xFF, .. "\"}"u8];
        Assert.Null(JsonBody.Parse(body, out var problem));
        Assert.NotNull(problem);
    }

    private static string Problem(string body)
    {
        Assert.Null(JsonBody.Parse(Encoding.UTF8.GetBytes(body), out var problem));
        return problem!.Message;
    }
}
