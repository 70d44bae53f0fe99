using CsCheck;
using SwiftDiffusion.Engine.Prompts;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Prompts;

public sealed class TokenizedPromptTests : IDisposable
{
    private static readonly PromptOptions Weighted = new(PromptSyntax.Weighted, LongPrompts.Chunk);
    private static readonly PromptOptions Plain = new(PromptSyntax.Plain, LongPrompts.Chunk);
    private static readonly PromptOptions Reference = new(PromptSyntax.Plain, LongPrompts.Truncate);

    private readonly SmallTokenizer _files = new();
    private readonly ClipTokenizer _tokenizer;

    public TokenizedPromptTests() => _tokenizer = _files.Load();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("a (cat:1.5) [BREAK]")]
    public void A_plain_prompt_that_fits_has_the_ids_of_the_reference(string prompt)
    {
        var chunk = Assert.Single(TokenizedPrompt.Create(_tokenizer, prompt, Plain).Chunks);

        Assert.Equal(_tokenizer.Encode(prompt), chunk.Ids);
        Assert.False(chunk.IsWeighted);
    }

    [Fact]
    public void Truncating_gives_the_ids_of_the_reference_for_any_text() => Gen.Char['a', 'c'].Array[0, 300].Sample(chars =>
    {
        string prompt = string.Join(' ', chars) + ", x";
        Assert.Equal(_tokenizer.Encode(prompt), Assert.Single(TokenizedPrompt.Create(_tokenizer, prompt, Reference).Chunks).Ids);
    });

    [Fact]
    public void Weights_stand_at_the_tokens_they_were_written_for()
    {
        var chunk = Assert.Single(TokenizedPrompt.Create(_tokenizer, "x (y z:1.5) x", Weighted).Chunks);

        Assert.Equal(_tokenizer.Encode("x y z x"), chunk.Ids);
        Assert.Equal([1f, 1f, 1.5f, 1.5f, 1f, 1f], chunk.Weights[..6]);
        Assert.All(chunk.Weights[6..], weight => Assert.Equal(1f, weight));
    }

    [Fact]
    public void Break_fills_the_chunk_and_begins_another()
    {
        var chunks = TokenizedPrompt.Create(_tokenizer, "x BREAK y", Weighted).Chunks;

        Assert.Equal([_tokenizer.Encode("x"), _tokenizer.Encode("y")], chunks.Select(chunk => chunk.Ids.ToArray()));
        Assert.Equal(2, TokenizedPrompt.Create(_tokenizer, "BREAK y", Weighted).Chunks.Length);
        Assert.Single(TokenizedPrompt.Create(_tokenizer, "x BREAK", Weighted).Chunks);
    }

    [Theory]
    // 75 tokens fit; the 76th starts a chunk.
    [InlineData("75x", "75")]
    [InlineData("76x", "75 1")]
    [InlineData("151x", "75 75 1")]
    // A comma among the last 20 tokens is where the chunk ends,
    [InlineData("60x , 20x", "61 20")]
    [InlineData("55x , 20x", "56 20")]
    [InlineData("55x , 19x", "75")]
    // one further back is not, and a comma that comes 76th begins the next chunk.
    [InlineData("54x , 21x", "75 1")]
    [InlineData("75x , 3x", "75 4")]
    public void Long_prompts_are_cut_at_a_near_comma(string recipe, string tokensPerChunk)
    {
        var parts = recipe.Split(' ').Select(part => part == "," ? "," : Words(int.Parse(part[..^1], null)));

        var chunks = TokenizedPrompt.Create(_tokenizer, string.Concat(parts), Plain).Chunks;

        Assert.Equal(tokensPerChunk, string.Join(' ', chunks.Select(chunk => chunk.Ids.IndexOf(_tokenizer.EosId) - 1)));
    }

    [Fact]
    public void Moving_a_phrase_to_the_next_chunk_moves_its_weights()
    {
        string prompt = Words(70) + ", (y y y y y:2)";

        var chunks = TokenizedPrompt.Create(_tokenizer, prompt, Weighted).Chunks;

        Assert.Equal(2, chunks.Length);
        Assert.False(chunks[0].IsWeighted);
        Assert.Equal([1f, 2f, 2f, 2f, 2f, 2f, 1f], chunks[1].Weights[..7]);
    }

    [Fact]
    public void Padding_appends_empty_chunks_and_never_removes_one()
    {
        var prompt = TokenizedPrompt.Create(_tokenizer, "x BREAK y", Weighted);

        var padded = prompt.PadTo(3, _tokenizer);

        Assert.Equal(prompt.Chunks, padded.Chunks[..2]);
        Assert.Equal(_tokenizer.Encode(""), padded.Chunks[2].Ids);
        Assert.All(padded.Chunks[2].Weights, weight => Assert.Equal(1f, weight));
        Assert.Same(prompt, prompt.PadTo(1, _tokenizer));
    }

    [Fact]
    public void No_token_is_lost_between_chunks() => Gen.Char["xy,"].Array[0, 400].Sample(chars =>
    {
        string prompt = string.Join(' ', chars);
        var chunks = TokenizedPrompt.Create(_tokenizer, prompt, Plain).Chunks;
        Assert.Equal(_tokenizer.Tokenize(prompt), chunks.SelectMany(chunk => chunk.Ids[1..chunk.Ids.IndexOf(_tokenizer.EosId)]));
    });

    private static string Words(int count) => string.Concat(Enumerable.Repeat(" x", count));
}
