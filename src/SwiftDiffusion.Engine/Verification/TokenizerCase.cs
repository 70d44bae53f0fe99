using System.Text.Json;
using SwiftDiffusion.Engine.Prompts;

namespace SwiftDiffusion.Engine.Verification;

/// <summary>A tokenizer over recorded texts, in every way of cleaning and padding that is recorded.</summary>
internal static class TokenizerCase
{
    public static IEnumerable<TensorCheck> Run(GoldenCase golden)
    {
        string folder = golden.Resolve(golden.Text("tokenizer")!);
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(golden.Folder, "texts.json")));
        string[] texts = [.. document.RootElement.EnumerateArray().Select(row => row.GetProperty("text").GetString()!)];
        var tokenizer = ClipTokenizer.Load(folder);
        var rows = Encode(tokenizer, texts);
        var results = new (string Name, Func<long[]> Actual)[]
        {
            ("input_ids", () => [.. rows.SelectMany(row => row)]),
            ("attention_mask", () => [.. texts.SelectMany(text => Mask(text, tokenizer))]),
            ("input_ids_pad_bang", () => [.. Encode(ClipTokenizer.Load(folder, padToken: "!"), texts).SelectMany(row => row)]),
            ("input_ids_ftfy", () => [.. Encode(ClipTokenizer.Load(folder, PromptCleaning.Ftfy), texts).SelectMany(row => row)]),
            ("input_ids_fast", () => [.. Encode(ClipTokenizer.Load(folder, PromptCleaning.Fast), texts).SelectMany(row => row)]),
        };
        return [.. results.Where(result => golden.Has(result.Name)).Select(result => TensorCheck.Equal(result.Name, golden.Longs(result.Name), result.Actual()))];
    }

    private static long[][] Encode(ClipTokenizer tokenizer, string[] texts) =>
        [.. texts.Select(text => Array.ConvertAll(tokenizer.Encode(text), id => (long)id))];

    /// <summary>1 for begin, text and end, 0 for padding.</summary>
    private static IEnumerable<long> Mask(string text, ClipTokenizer tokenizer)
    {
        int used = tokenizer.Tokenize(text).Length + 2;
        return Enumerable.Range(0, tokenizer.MaxLength).Select(position => position < used ? 1L : 0L);
    }
}
