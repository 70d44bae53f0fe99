using SwiftDiffusion.Engine.Prompts;
using SwiftDiffusion.Onnx;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Prompts;

public sealed class ClipTokenizerFolderTests : IDisposable
{
    private readonly SmallTokenizer _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("vocab.json", "{", "not valid JSON")]
    [InlineData("vocab.json", "[]", "expected an object")]
    [InlineData("vocab.json", "{}", "no tokens")]
    [InlineData("vocab.json", """{"a":"1"}""", "token 'a' has id String")]
    [InlineData("vocab.json", """{"a":-1}""", "has id -1; expected a 32-bit integer from 0")]
    [InlineData("vocab.json", """{"a":1.5}""", "32-bit integer")]
    [InlineData("vocab.json", """{"a":99999999999}""", "32-bit integer")]
    [InlineData("vocab.json", """{"a":1,"a":2}""", "'a' appears twice")]
    [InlineData("vocab.json", """{"a":1,"b":1}""", "share id 1")]
    [InlineData("vocab.json", """{"\ud800":1}""", "not valid JSON")]
    [InlineData("merges.txt", "", "#version")]
    [InlineData("merges.txt", "a a\n", "#version")]
    [InlineData("merges.txt", "#version: 0.2\na a a\n", "line 2")]
    [InlineData("merges.txt", "#version: 0.2\n\na a\n", "line 2")]
    [InlineData("merges.txt", "#version: 0.2\na \n", "line 2")]
    [InlineData("merges.txt", "#version: 0.2\na zz\n", "symbol 'zz' is not in vocab.json")]
    [InlineData("merges.txt", "#version: 0.2\na b\n", "symbol 'ab' is not in vocab.json")]
    [InlineData("merges.txt", "#version: 0.2\na a\na a\n", "line 3 repeats")]
    [InlineData("special_tokens_map.json", "null", "expected an object")]
    [InlineData("tokenizer_config.json", "\"\"", "expected an object")]
    public void A_malformed_file_is_named_with_what_was_expected(string file, string content, string problem)
    {
        _files.Write(file, content);
        AssertRefused(file, problem);
    }

    [Theory]
    [InlineData("model_max_length", null, "no model_max_length")]
    [InlineData("model_max_length", "\"77\"", "expected an integer from 3")]
    [InlineData("model_max_length", "2", "expected an integer from 3")]
    [InlineData("model_max_length", "1e30", "expected an integer from 3")]
    [InlineData("tokenizer_class", "\"T5Tokenizer\"", "expected CLIPTokenizer")]
    [InlineData("tokenizer_class", "7", "tokenizer_class is Number")]
    [InlineData("bos_token", "7", "bos_token is Number")]
    [InlineData("bos_token", "\"\"", "non-empty")]
    [InlineData("eos_token", """{"content":null}""", "eos_token is Null")]
    [InlineData("pad_token", "\"<pad>\"", "neither in vocab.json")]
    [InlineData("added_tokens_decoder", "[]", "expected an object")]
    [InlineData("added_tokens_decoder", """{"x":{"content":"y"}}""", "expected a token id")]
    [InlineData("added_tokens_decoder", """{"3":{"content":"cat</w>"}}""", "expected one id")]
    [InlineData("added_tokens_decoder", """{"900":{"content":"<y>"},"901":{"content":"<y>"}}""", "twice")]
    [InlineData("added_tokens_decoder", """{"900":{}}""", "added_tokens_decoder.900 is Object")]
    public void A_malformed_field_is_named_with_what_was_expected(string field, string? json, string problem)
    {
        _files.Set("tokenizer_config.json", field, json);
        AssertRefused("tokenizer_config.json", problem);
    }

    [Theory]
    [InlineData("vocab.json")]
    [InlineData("merges.txt")]
    [InlineData("special_tokens_map.json")]
    [InlineData("tokenizer_config.json")]
    public void A_missing_file_is_named(string file)
    {
        File.Delete(_files.File(file));
        AssertRefused(file, "not found");
    }

    [Fact]
    public void A_role_that_neither_file_fills_is_named()
    {
        _files.Set("tokenizer_config.json", "eos_token", null);
        Assert.NotNull(_files.Load());

        _files.Set("special_tokens_map.json", "eos_token", null);
        AssertRefused("tokenizer_config.json", "no eos_token");
    }

    private void AssertRefused(string file, string problem)
    {
        var failure = Assert.Throws<ModelFormatException>(() => ClipTokenizer.Load(_files.Folder));
        Assert.Equal(_files.File(file), failure.File);
        Assert.Contains(problem, failure.Problem, StringComparison.Ordinal);
    }
}
