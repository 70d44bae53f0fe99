using System.Runtime.InteropServices;
using System.Text.Json;
using SwiftDiffusion.Engine.Prompts;
using SwiftDiffusion.Testing;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Prompts;

/// <summary>Every recorded row of the reference tokenizers.</summary>
public sealed class ClipTokenizerGoldenTests
{
    [Theory]
    [InlineData("full", "tokenizer/clip-vit-large-patch14", "input_ids", PromptCleaning.Basic)]
    [InlineData("full", "tokenizer/clip-pad-bang", "input_ids_pad_bang", PromptCleaning.Basic)]
    [InlineData("full", "tokenizer/clip-vit-large-patch14", "input_ids_ftfy", PromptCleaning.Ftfy)]
    [InlineData("full", "tokenizer/clip-vit-large-patch14", "input_ids_fast", PromptCleaning.Fast)]
    [InlineData("tiny", "models/sd15/tokenizer", "input_ids", PromptCleaning.Basic)]
    [InlineData("tiny", "models/sd21/tokenizer", "input_ids_pad_bang", PromptCleaning.Basic)]
    [InlineData("tiny", "models/sd15/tokenizer", "input_ids_ftfy", PromptCleaning.Ftfy)]
    [InlineData("tiny", "models/sd15/tokenizer", "input_ids_fast", PromptCleaning.Fast)]
    public void Ids_equal_every_recorded_row(string set, string tokenizerFolder, string tensor, PromptCleaning cleaning)
    {
        var tokenizer = Load(tokenizerFolder, cleaning);
        var texts = Texts(set);
        long[][] expected = Rows(set, tensor);

        var wrong = texts.Index().Where(row => !tokenizer.Encode(row.Item.Text).Select(id => (long)id).SequenceEqual(expected[row.Index]));

        Assert.NotEmpty(texts);
        Assert.Empty(wrong.Select(row => $"{row.Index}: {row.Item.Text}"));
    }

    [Theory]
    [InlineData("full", "tokenizer/clip-vit-large-patch14")]
    [InlineData("tiny", "models/sd15/tokenizer")]
    public void Untruncated_ids_and_attention_mask_equal_every_recorded_row(string set, string tokenizerFolder)
    {
        var tokenizer = Load(tokenizerFolder, PromptCleaning.Basic);
        var texts = Texts(set);
        long[][] masks = Rows(set, "attention_mask");

        Assert.All(texts.Index(), row =>
        {
            int[] ids = [tokenizer.BosId, .. tokenizer.Tokenize(row.Item.Text), tokenizer.EosId];
            Assert.Equal(row.Item.Ids, ids);
            Assert.Equal(masks[row.Index].Sum(), Math.Min(ids.Length, tokenizer.MaxLength));
        });
    }

    [Theory]
    [InlineData("models/sdxl/tokenizer", "models/sdxl/tokenizer_2")]
    public void Second_encoder_of_sdxl_pads_with_its_own_token(string first, string second)
    {
        var tokenizer = Load(first, PromptCleaning.Basic);
        var tokenizer2 = Load(second, PromptCleaning.Basic);

        Assert.Equal(tokenizer.EosId, tokenizer.PadId);
        Assert.Equal(0, tokenizer2.PadId);
        Assert.Equal(tokenizer.Tokenize("a red cat"), tokenizer2.Tokenize("a red cat"));
        Assert.Equal(0, tokenizer2.Encode("a red cat")[^1]);
    }

    private static ClipTokenizer Load(string folder, PromptCleaning cleaning)
    {
        string path = Path.Combine(GoldenData.Root, folder);
        Assert.SkipUnless(Directory.Exists(path), $"The golden set has no {folder}.");
        return ClipTokenizer.Load(path, cleaning);
    }

    private static Row[] Texts(string set)
    {
        string file = Path.Combine(GoldenData.Root, "tokenizer", set, "texts.json");
        Assert.SkipUnless(File.Exists(file), $"The golden set has no tokenizer/{set}.");
        return JsonSerializer.Deserialize<Row[]>(File.ReadAllBytes(file), JsonSerializerOptions.Web)!;
    }

    private static long[][] Rows(string set, string tensor)
    {
        using var file = GoldenData.Tensors(Path.Combine("tokenizer", set));
        var entry = file.Tensors[tensor];
        return [.. MemoryMarshal.Cast<byte, long>(file.Bytes(entry)).ToArray().Chunk((int)entry.Shape[1])];
    }

    private sealed record Row(string Text, int[] Ids);
}
