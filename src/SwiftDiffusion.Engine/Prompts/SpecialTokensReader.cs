using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Engine.Prompts;

/// <summary>Finds the special tokens in the two configuration files, which may disagree.</summary>
internal static class SpecialTokensReader
{
    private const string AddedTokens = "added_tokens_decoder";
    private static readonly string[] Roles = ["bos_token", "eos_token", "unk_token", "pad_token"];

    public static SpecialTokens Read(TokenizerJson config, TokenizerJson map, Dictionary<string, int> vocabulary, string? padToken)
    {
        var all = ReadAddedTokens(config, vocabulary);
        // The reference's rule: a folder of the newer kind lists its added tokens, and its tokenizer_config.json decides;
        // in an older one special_tokens_map.json does (Stable Diffusion 2.1's two files name different padding).
        TokenizerJson[] order = config.Has(AddedTokens) ? [config, map] : [map, config];
        var roles = Array.ConvertAll(Roles, role => Find(role, order, vocabulary, all));
        if (padToken is not null)
            roles[3] = vocabulary.TryGetValue(padToken, out int id) ? new TokenId(padToken, id) : throw new ModelFormatException(config.File, $"pad token '{padToken}' is not in vocab.json");
        foreach (var token in roles)
            all.TryAdd(token.Text, token.Id);
        return new SpecialTokens(bos: roles[0], eos: roles[1], pad: roles[3], unknownId: roles[2].Id, all);
    }

    private static Dictionary<string, int> ReadAddedTokens(TokenizerJson config, Dictionary<string, int> vocabulary)
    {
        var tokens = new Dictionary<string, int>(StringComparer.Ordinal);
        if (!config.Has(AddedTokens))
            return tokens;
        foreach (var (key, value) in config.Properties(AddedTokens))
        {
            if (!int.TryParse(key, out int id) || id is < 0 or int.MaxValue)
                throw new ModelFormatException(config.File, $"{AddedTokens} has key '{key}'; expected a token id");
            string content = config.Content(value, $"{AddedTokens}.{key}");
            if (vocabulary.TryGetValue(content, out int known) && known != id)
                throw new ModelFormatException(config.File, $"{AddedTokens}.{key} is '{content}', in vocab.json {known}; expected one id");
            if (!tokens.TryAdd(content, id))
                throw new ModelFormatException(config.File, $"{AddedTokens} lists '{content}' twice");
        }

        return tokens;
    }

    private static TokenId Find(string role, TokenizerJson[] order, Dictionary<string, int> vocabulary, Dictionary<string, int> added)
    {
        foreach (var json in order)
        {
            if (!json.Has(role))
                continue;
            string content = json.Content(json.Property(role), role);
            if (added.TryGetValue(content, out int id) || vocabulary.TryGetValue(content, out id))
                return new TokenId(content, id);
            throw new ModelFormatException(json.File, $"{role} is '{content}', which is neither in vocab.json nor in {AddedTokens}");
        }

        throw new ModelFormatException(order[0].File, $"has no {role}; expected it here or in {Path.GetFileName(order[1].File)}");
    }
}
