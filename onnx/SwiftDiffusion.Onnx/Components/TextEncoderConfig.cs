namespace SwiftDiffusion.Onnx.Components;

/// <summary>The architecture of a CLIP text encoder (CLIPTextModel, or CLIPTextModelWithProjection).</summary>
public sealed record TextEncoderConfig
{
    public required int VocabularySize { get; init; }

    /// <summary>Width of the embeddings.</summary>
    public required int Width { get; init; }

    public required int InnerWidth { get; init; }

    public required int Layers { get; init; }

    public required int Heads { get; init; }

    /// <summary>Tokens per chunk, 77.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>quick_gelu or gelu.</summary>
    public required string Activation { get; init; }

    public required float NormEpsilon { get; init; }

    /// <summary>Width of the projected pooled embedding, or 0 for a model without projection.</summary>
    public required int ProjectionWidth { get; init; }

    /// <summary>Token whose position is pooled. The value 2, of early configurations, stands for "the largest id of the row".</summary>
    public required int EosTokenId { get; init; }

    /// <summary>Parses the config.json of a text encoder.</summary>
    public static TextEncoderConfig Read(string folder)
    {
        var json = JsonFile.Read(Path.Combine(folder, "config.json"));
        string architecture = json.Has("architectures") ? json.Strings("architectures").FirstOrDefault("") : "CLIPTextModel";
        if (architecture is not ("CLIPTextModel" or "CLIPTextModelWithProjection"))
            throw json.Wrong("architectures", "CLIPTextModel or CLIPTextModelWithProjection");
        json.Only("hidden_act", "quick_gelu", "gelu");
        int width = json.Int("hidden_size", 512);
        int heads = json.Int("num_attention_heads", 8);
        if (width % heads != 0)
            throw json.Wrong("num_attention_heads", $"a divisor of hidden_size {width}");
        return new TextEncoderConfig
        {
            VocabularySize = json.Int("vocab_size", 49408),
            Width = width,
            InnerWidth = json.Int("intermediate_size", 2048),
            Layers = json.Int("num_hidden_layers", 12, max: 256),
            Heads = heads,
            MaxTokens = json.Int("max_position_embeddings", 77),
            Activation = json.String("hidden_act", "quick_gelu"),
            NormEpsilon = json.PositiveFloat("layer_norm_eps", 1e-5f),
            ProjectionWidth = architecture == "CLIPTextModelWithProjection" ? json.Int("projection_dim", 512) : 0,
            EosTokenId = json.Int("eos_token_id", 2, min: 0),
        };
    }

    /// <summary>Position that is pooled in a row of token ids.</summary>
    public int PooledPosition(ReadOnlySpan<long> ids)
    {
        if (EosTokenId != 2)
            return Math.Max(0, ids.IndexOf(EosTokenId));
        int largest = 0;
        for (int i = 1; i < ids.Length; i++)
        {
            if (ids[i] > ids[largest])
                largest = i;
        }

        return largest;
    }
}
