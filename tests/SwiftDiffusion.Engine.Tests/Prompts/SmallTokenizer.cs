using System.Text.Json.Nodes;
using SwiftDiffusion.Engine.Prompts;

namespace SwiftDiffusion.Engine.Tests.Prompts;

/// <summary>
/// A tokenizer folder in a temporary place: all bytes, a handful of merges, the usual special tokens. Letters that are not merged are
/// one token each, so that tests can count. Files can be changed before <see cref="Load"/>.
/// </summary>
internal sealed class SmallTokenizer : IDisposable
{
    private static readonly string[] Merges = ["a a", "aa aa", "c a", "ca t</w>", "a a</w>", "- -", "-- --"];

    public SmallTokenizer(string pad = "<|endoftext|>")
    {
        Folder = Directory.CreateTempSubdirectory("prompts").FullName;
        var vocabulary = new JsonObject();
        foreach (string suffix in new[] { "", "</w>" })
        {
            foreach (string symbol in ByteSpellings())
                vocabulary.Add(symbol + suffix, vocabulary.Count);
        }

        foreach (string merge in Merges)
            vocabulary.Add(merge.Replace(" ", "", StringComparison.Ordinal), vocabulary.Count);
        vocabulary.Add("<|startoftext|>", vocabulary.Count);
        vocabulary.Add("<|endoftext|>", vocabulary.Count);
        Write("vocab.json", vocabulary.ToJsonString());
        Write("merges.txt", "#version: 0.2\n" + string.Join('\n', Merges) + "\n");
        Write("special_tokens_map.json", Map("<|endoftext|>").ToJsonString());
        var config = Map(pad);
        config["added_tokens_decoder"] = new JsonObject();
        config["model_max_length"] = 77;
        config["tokenizer_class"] = "CLIPTokenizer";
        Write("tokenizer_config.json", config.ToJsonString());
    }

    public string Folder { get; }

    public ClipTokenizer Load(PromptCleaning cleaning = PromptCleaning.Basic) => ClipTokenizer.Load(Folder, cleaning);

    public string File(string name) => Path.Combine(Folder, name);

    public void Write(string name, string content) => System.IO.File.WriteAllText(File(name), content);

    /// <summary>Sets a top-level field of a JSON file to a JSON value; null removes it.</summary>
    public void Set(string name, string field, string? json)
    {
        var root = JsonNode.Parse(System.IO.File.ReadAllText(File(name)))!.AsObject();
        root.Remove(field);
        if (json is not null)
            root[field] = JsonNode.Parse(json);
        Write(name, root.ToJsonString());
    }

    public int Id(string token) => (int)JsonNode.Parse(System.IO.File.ReadAllText(File("vocab.json")))![token]!;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static JsonObject Map(string pad) => new()
    {
        ["bos_token"] = "<|startoftext|>",
        ["eos_token"] = new JsonObject { ["content"] = "<|endoftext|>", ["lstrip"] = false },
        ["unk_token"] = "<|endoftext|>",
        ["pad_token"] = pad,
    };

    private static IEnumerable<string> ByteSpellings()
    {
        int[] printable = [.. Range('!', '~'), .. Range('¡', '¬'), .. Range('®', 'ÿ')];
        return printable.Concat(Enumerable.Range(256, 256 - printable.Length)).Select(code => ((char)code).ToString());

        static IEnumerable<int> Range(char first, char last) => Enumerable.Range(first, last - first + 1);
    }
}
