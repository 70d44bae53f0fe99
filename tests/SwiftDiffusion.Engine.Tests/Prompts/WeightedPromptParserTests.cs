using System.Globalization;
using CsCheck;
using SwiftDiffusion.Engine.Prompts;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Prompts;

public sealed class WeightedPromptParserTests
{
    private static readonly Gen<string> Notation = Gen.OneOf(
        "(", ")", "[", "]", "\\", ":", "1.2", "-", ".", " ", "BREAK", "a", ",", ":0)", ":1e9)", ":1.2.3)", "\ud800", "\n")
        .Array[0, 40].Select(string.Concat);

    [Theory]
    // Weights.
    [InlineData("", "|1")]
    [InlineData("a cat", "a cat|1")]
    [InlineData("(cat)", "cat|1.1")]
    [InlineData("((cat))", "cat|1.21")]
    [InlineData("[cat]", "cat|0.90909")]
    [InlineData("[[cat]]", "cat|0.82645")]
    [InlineData("[(cat)]", "cat|1")]
    [InlineData("a (red:1.5) cat", "a |1;red|1.5; cat|1")]
    [InlineData("((red:1.5) cat)", "red|1.65; cat|1.1")]
    [InlineData("(cat: 0.5 )", "cat|0.5")]
    [InlineData("(cat:+2)", "cat|2")]
    [InlineData("(cat:-1)", "cat|-1")]
    [InlineData("(cat:.5)(dog:2.)", "cat|0.5;dog|2")]
    [InlineData("(cat:0)", "cat|0")]
    [InlineData("(:2)cat", "cat|1")]
    [InlineData("(a)(b)", "ab|1.1")]
    // Escapes.
    [InlineData(@"\(cat\)", "(cat)|1")]
    [InlineData(@"\[cat\]", "[cat]|1")]
    [InlineData(@"(cat \(pet\):1.5)", "cat (pet)|1.5")]
    [InlineData(@"\\(cat)", @"\|1;cat|1.1")]
    [InlineData(@"a\b", "ab|1")]
    [InlineData(@"a\", "a|1")]
    // Brackets that do not match.
    [InlineData("(cat", "cat|1.1")]
    [InlineData("((cat", "cat|1.21")]
    [InlineData("[cat", "cat|0.90909")]
    [InlineData("cat)", "cat)|1")]
    [InlineData("cat]", "cat]|1")]
    [InlineData("cat:1.5)", "cat:1.5)|1")]
    [InlineData("[cat:1.5)", "cat:1.5)|0.90909")]
    [InlineData("(a [b) c]", "a |1.1;b|1; c|0.90909")]
    // What is no number is text.
    [InlineData("(cat:big)", "cat:big|1.1")]
    [InlineData("(cat:1.2.3)", "cat:1.2.3|1.1")]
    [InlineData("(cat:1e3)", "cat:1e3|1.1")]
    [InlineData("12:30", "12:30|1")]
    // BREAK.
    [InlineData("a BREAK b", "a|1;/;b|1")]
    [InlineData("(a BREAK b:1.5)", "a|1.5;/;b|1.5")]
    [InlineData("BREAK", "/")]
    [InlineData("a BREAK BREAK b", "a|1;/;/;b|1")]
    [InlineData("BREAKFAST outBREAK break", "BREAKFAST outBREAK break|1")]
    // Weights saturate.
    [InlineData("(cat:123456)", "cat|1000")]
    public void Notation_becomes_weighted_spans(string prompt, string expected)
    {
        Assert.Equal(expected, string.Join(';', WeightedPromptParser.Parse(prompt).Select(Describe)));
    }

    [Fact]
    public void Any_text_parses_into_finite_weights() => Notation.Sample(prompt =>
    {
        var spans = WeightedPromptParser.Parse(prompt);
        Assert.NotEmpty(spans);
        const float Max = WeightedPromptParser.MaxWeight;
        Assert.All(spans.OfType<TextSpan>(), span => Assert.InRange(span.Weight, -Max, Max));
    });

    [Fact]
    public void Text_without_notation_stays_as_it_is() => Gen.Char.Array[0, 100].Select(chars => new string(chars)).Sample(text =>
    {
        if (text.AsSpan().IndexOfAny("\\()[]") < 0 && !text.Contains("BREAK", StringComparison.Ordinal))
            Assert.Equal([new TextSpan(text, 1f)], WeightedPromptParser.Parse(text));
    });

    [Fact]
    public void Escaping_every_mark_keeps_the_text() => Notation.Sample(text =>
    {
        string quiet = text.Replace("BREAK", "b", StringComparison.Ordinal);
        string escaped = string.Concat(quiet.Select(c => "\\()[]".Contains(c) ? $"\\{c}" : c.ToString()));
        Assert.Equal([new TextSpan(quiet, 1f)], WeightedPromptParser.Parse(escaped));
    });

    [Theory(Timeout = 60_000)]
    [InlineData("(a")]
    [InlineData("[a")]
    [InlineData("(a:1.1)")]
    [InlineData(":")]
    [InlineData("BREAK ")]
    public Task Deep_nesting_takes_no_quadratic_time(string unit)
    {
        int count = 400_000 / unit.Length;
        string prompt = string.Concat(Enumerable.Repeat(unit, count)) + new string(')', count);

        return Task.Run(() => Assert.NotEmpty(WeightedPromptParser.Parse(prompt)), TestContext.Current.CancellationToken);
    }

    private static string Describe(PromptSpan span) => span is TextSpan text
        ? string.Create(CultureInfo.InvariantCulture, $"{text.Text}|{MathF.Round(text.Weight, 5)}")
        : "/";
}
