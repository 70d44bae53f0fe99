using CsCheck;
using SwiftDiffusion.Engine.Prompts;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Prompts;

public sealed class ClipTokenizerTests : IDisposable
{
    private static readonly Gen<string> AnyText = Gen.OneOf(
        Gen.Char.Array[0, 200].Select(chars => new string(chars)),
        Gen.OneOf(
            "Σ", "İ", "\ud83d", "\ude00", "'s", "\u0301", "한", "&amp;", "Ã©", "<|endoftext|>", "猫", "\0", "a", "!", "\uFF76\uFF9E", "<")
            .Array[0, 60].Select(string.Concat));

    private readonly SmallTokenizer _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(PromptCleaning.Basic)]
    [InlineData(PromptCleaning.Ftfy)]
    [InlineData(PromptCleaning.Fast)]
    public void Any_text_becomes_77_ids_of_the_vocabulary(PromptCleaning cleaning)
    {
        var tokenizer = _files.Load(cleaning);
        AnyText.Sample(text =>
        {
            int[] ids = tokenizer.Encode(text);
            Assert.Equal(tokenizer.MaxLength, ids.Length);
            Assert.Equal(tokenizer.BosId, ids[0]);
            Assert.Contains(tokenizer.EosId, ids);
            Assert.All(ids, id => Assert.InRange(id, 0, tokenizer.VocabularySize - 1));
        });
    }

    [Fact]
    public void A_long_text_is_cut_before_the_end_token()
    {
        var tokenizer = _files.Load();
        int[] ids = tokenizer.Encode(string.Concat(Enumerable.Repeat("x ", 200)));

        Assert.Equal(77, ids.Length);
        Assert.Equal(tokenizer.EosId, ids[76]);
        Assert.All(ids[1..76], id => Assert.Equal(_files.Id("x</w>"), id));
    }

    [Fact]
    public void Earlier_merges_win_and_overlaps_merge_from_the_left()
    {
        var tokenizer = _files.Load();

        Assert.Equal([_files.Id("cat</w>")], tokenizer.Tokenize("cat"));
        Assert.Equal([_files.Id("aa"), _files.Id("a</w>")], tokenizer.Tokenize("aaa"));
        Assert.Equal([_files.Id("aaaa"), _files.Id("aa</w>")], tokenizer.Tokenize("aaaaaa"));
    }

    [Theory]
    [InlineData("cafe\u0301", "café")]
    [InlineData("\u212B", "å")]
    [InlineData("\u1112\u1161\u11AB", "한")]
    [InlineData("a\u0301\u0323", "a\u0323\u0301")]
    [InlineData("\uF900", "豈")]
    [InlineData("\u0915\u093C", "\u0958")]
    [InlineData("İ", "i\u0307")]
    [InlineData("ΟΔΟΣ ΟΔΟΣ.", "οδος οδος.")]
    [InlineData("Σ ΑΣΑ", "σ ασα")]
    [InlineData("𐐀", "𐐨")]
    public void Spellings_of_the_same_text_have_the_same_ids(string text, string same)
    {
        var tokenizer = _files.Load();
        Assert.Equal(tokenizer.Tokenize(same), tokenizer.Tokenize(text));
    }

    [Theory]
    [InlineData("caf\u00C3\u00A9", "café")]
    [InlineData("\u00C3\u00A2\u00E2\u201A\u00AC\u00E2\u201E\u00A2", "'")]
    [InlineData("\u00D0\u009F\u00D1\u20AC", "Пр")]
    [InlineData("CAFÉ»", "café »")]
    [InlineData("IRMÃ»", "irmã »")]
    [InlineData("&amp;amp;lt;b", "<b")]
    [InlineData("&amp;\n&amp;<", "& &amp;<")]
    [InlineData("&nonsense; &", "& nonsense ; &")]
    [InlineData("ﬁne Ｆｕｌｌ ｶﾞ", "fine full ガ")]
    [InlineData("“a”\u0093b\u0094", "\"a\"\"b\"")]
    [InlineData("a\u0001\uFEFFb", "ab")]
    public void Ftfy_repairs_text_but_leaves_what_may_be_meant(string text, string repaired)
    {
        Assert.Equal(_files.Load(PromptCleaning.Fast).Tokenize(repaired), _files.Load(PromptCleaning.Ftfy).Tokenize(text));
    }

    [Theory]
    [InlineData(PromptCleaning.Basic, "ab")]
    [InlineData(PromptCleaning.Ftfy, "a\ufffdb")]
    [InlineData(PromptCleaning.Fast, "a\ufffdb")]
    public void Half_a_surrogate_pair_counts_as_the_replacement_character(PromptCleaning cleaning, string same)
    {
        var tokenizer = _files.Load(cleaning);
        Assert.Equal(tokenizer.Tokenize(same), tokenizer.Tokenize("a\ud800b"));
        Assert.Equal(tokenizer.Tokenize(same), tokenizer.Tokenize("a\udc00b"));
    }

    [Fact]
    public void A_padding_token_in_the_text_stands_for_itself()
    {
        using var bang = new SmallTokenizer(pad: "!");
        var tokenizer = bang.Load();

        Assert.Equal(bang.Id("!"), tokenizer.PadId);
        Assert.Equal([bang.Id("a</w>"), bang.Id("!"), bang.Id("!")], tokenizer.Tokenize("a!!"));
        Assert.Equal(bang.Id("!"), tokenizer.Encode("a")[76]);
    }

    [Fact]
    public void In_a_folder_of_the_older_kind_the_special_tokens_map_decides()
    {
        using var old = new SmallTokenizer(pad: "!");
        old.Set("tokenizer_config.json", "added_tokens_decoder", null);

        Assert.Equal(old.Id("<|endoftext|>"), old.Load().PadId);
    }

    [Fact]
    public void Added_tokens_outside_the_vocabulary_are_found_and_the_longest_wins()
    {
        _files.Set("tokenizer_config.json", "added_tokens_decoder", """{"900":{"content":"<cat>"},"901":{"content":"<cat>-toy"}}""");
        var tokenizer = _files.Load();

        Assert.Equal([900, 901, _files.Id("a</w>")], tokenizer.Tokenize("<cat><cat>-toya"));
        Assert.Equal(902, tokenizer.VocabularySize);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("a", PromptCleaning.Basic)]
    [InlineData("-", PromptCleaning.Basic)]
    [InlineData("ﬃ", PromptCleaning.Ftfy)]
    [InlineData("&amp;", PromptCleaning.Ftfy)]
    [InlineData("amp;", PromptCleaning.Ftfy)]
    [InlineData("Ã©", PromptCleaning.Ftfy)]
    [InlineData("Σ'", PromptCleaning.Basic)]
    [InlineData("a\u0323\u0301", PromptCleaning.Fast)]
    [InlineData("\u0301\u0323", PromptCleaning.Fast)]
    [InlineData("<|endoftext|>", PromptCleaning.Fast)]
    public Task Huge_prompts_take_no_quadratic_time(string unit, PromptCleaning cleaning)
    {
        var tokenizer = _files.Load(cleaning);
        string text = "&" + string.Concat(Enumerable.Repeat(unit, 400_000 / unit.Length));

        return Task.Run(() => Assert.NotEmpty(tokenizer.Tokenize(text)), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void One_tokenizer_serves_many_threads()
    {
        var tokenizer = _files.Load();
        int[] expected = tokenizer.Encode("a cat -- aaaa");

        Parallel.For(0, 200, _ => Assert.Equal(expected, tokenizer.Encode("a cat -- aaaa")));
    }
}
