using SwiftDiffusion.Engine.Adapters;
using SwiftDiffusion.Onnx;
using SwiftDiffusion.Onnx.Safetensors;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Adapters;

public sealed class MalformedLoraTests
{
    private const string Query = "unet.down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q";
    private const string QueryPath = "down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q";
    private const string Convolution = "lora_unet_down_blocks_0_resnets_0_conv1";
    private static readonly LoraLimits Limits = new(MaxFileSizeBytes: 4000, MaxRank: 8);

    private static readonly (string Case, LoraFileBuilder File, string Problem)[] Malformed =
    [
        ("no tensors", new LoraFileBuilder(), "holds no tensors; expected the down and up matrices of a LoRA"),
        ("file over the limit", Pair().With("x", [2000]), "bytes long; adapters may have 4000"),
        ("stranger beside a pair", Pair().With("emb_params", [2]), "1 of 3 tensors match no target of this model: 'emb_params'"),
        ("target of another model", new LoraFileBuilder().With("lora_unet_double_blocks_0_img_attn_qkv.lora_down.weight", [2, 4]).With("lora_unet_double_blocks_0_img_attn_qkv.lora_up.weight", [4, 2]),
            "2 of 2 tensors match no target of this model: 'lora_unet_double_blocks_0_img_attn_qkv.lora_down.weight'; 'lora_unet_double_blocks_0_img_attn_qkv.lora_up.weight'"),
        ("component of another model", new LoraFileBuilder().With("lora_te2_text_model_encoder_layers_0_self_attn_q_proj.lora_down.weight", [2, 6]),
            "1 of 1 tensors match no target of this model: 'lora_te2_text_model_encoder_layers_0_self_attn_q_proj.lora_down.weight'"),
        ("many strangers", Strangers(25), "25 of 25 tensors match no target of this model: 's00'; 's01'; 's02'; 's03'; 's04'; 's05'; 's06'; 's07'; 's08'; 's09'; and 15 more"),
        ("DoRA", Pair().With($"{Query}.dora_scale", [4, 1]), $"is a DoRA adapter (tensor '{Query}.dora_scale'), which is not supported; expected LoRA or LoCon"),
        ("PEFT DoRA", Pair().With($"{Query}.lora_magnitude_vector", [4]), "is a DoRA adapter"),
        ("DoRA by metadata", Pair().WithMetadata("lora_adapter_metadata", """{"unet.use_dora": true}"""), "is a DoRA adapter (metadata 'unet.use_dora')"),
        ("LoHa", new LoraFileBuilder().With($"{Convolution}.hada_w1_a", [4, 2]), $"is a LoHa adapter (tensor '{Convolution}.hada_w1_a')"),
        ("LoKr", new LoraFileBuilder().With($"{Convolution}.lokr_w1", [4, 2]), $"is a LoKr adapter (tensor '{Convolution}.lokr_w1')"),
        ("down without up", new LoraFileBuilder().With($"{Query}.lora_A.weight", [2, 4]), $"target '{QueryPath}' has '{Query}.lora_A.weight'; expected both down and up"),
        ("up without down", new LoraFileBuilder().With($"{Query}.lora_B.weight", [4, 2]).With($"{Query}.alpha", [], [1]), $"target '{QueryPath}' has '{Query}.lora_B.weight', '{Query}.alpha'; expected both down and up"),
        ("alpha alone", new LoraFileBuilder().With($"{Query}.alpha", [], [1]), $"target '{QueryPath}' has '{Query}.alpha'; expected both down and up"),
        ("same part twice", Pair().With("lora_unet_input_blocks_1_1_transformer_blocks_0_attn1_to_q.lora_down.weight", [2, 4]), $"tensors 'lora_unet_input_blocks_1_1_transformer_blocks_0_attn1_to_q.lora_down.weight' and '{Query}.lora_A.weight' are the same part of '{QueryPath}'"),
        ("down of wrong width", Pair([2, 5], [4, 2]), $"'{Query}.lora_A.weight' is [2, 5]; expected [r, 4, 1, 1] or [r, 4] for target '{QueryPath}' [4, 4]"),
        ("down of one dimension", Pair([8], [4, 2]), $"'{Query}.lora_A.weight' is [8]; expected"),
        ("scalar down", Pair([], [4, 2]), $"'{Query}.lora_A.weight' is []; expected"),
        ("transposed pair", Pair([4, 2], [2, 4]), $"'{Query}.lora_A.weight' is [4, 2]; expected"),
        ("up of another rank", Pair([2, 4], [4, 3]), $"'{Query}.lora_B.weight' is [4, 3]; expected [4, 2] or [4, 2, 1, 1] for target '{QueryPath}' [4, 4]"),
        ("wrong kernel", new LoraFileBuilder().With($"{Convolution}.lora_down.weight", [2, 4, 5, 5]).With($"{Convolution}.lora_up.weight", [4, 2, 1, 1]),
            $"'{Convolution}.lora_down.weight' is [2, 4, 5, 5]; expected [r, 4, 3, 3] or [r, 36] for target 'down_blocks.0.resnets.0.conv1' [4, 4, 3, 3]"),
        ("wrong core", new LoraFileBuilder().With($"{Convolution}.lora_down.weight", [2, 4, 1, 1]).With($"{Convolution}.lora_mid.weight", [2, 2, 1, 1]).With($"{Convolution}.lora_up.weight", [4, 2, 1, 1]),
            $"'{Convolution}.lora_mid.weight' is [2, 2, 1, 1]; expected [2, 2, 3, 3]"),
        ("rank 0", Pair([0, 4], [4, 0]), $"'{Query}.lora_A.weight' has rank 0; expected 1 to 8"),
        ("rank over the limit", Pair([9, 4], [4, 9]), $"'{Query}.lora_A.weight' has rank 9; expected 1 to 8"),
        ("rank claimed by an empty up", Pair([1L << 60, 0], [4, 2]), $"'{Query}.lora_A.weight' is [1152921504606846976, 0]; expected"),
        ("integer matrix", new LoraFileBuilder().With($"{Query}.lora_A.weight", [2, 4]).With($"{Query}.lora_B.weight", [4, 2], TensorDtype.U8), $"'{Query}.lora_B.weight' holds U8; expected F32, F16 or BF16"),
        ("not a number in down", new LoraFileBuilder().With($"{Query}.lora_A.weight", [1, 4], [1, float.NaN, 1, 1]).With($"{Query}.lora_B.weight", [4, 1]), $"'{Query}.lora_A.weight' holds a value that is not finite"),
        ("infinity in up", new LoraFileBuilder().With($"{Query}.lora_A.weight", [1, 4]).With($"{Query}.lora_B.weight", [4, 1], [1, 1, 70000, 1], TensorDtype.F16), $"'{Query}.lora_B.weight' holds a value that is not finite"),
        ("alpha not a number", Pair().With($"{Query}.alpha", [], [float.NaN]), $"'{Query}.alpha' holds a value that is not finite"),
        ("alpha of two numbers", Pair().With($"{Query}.alpha", [2], [1, 1]), $"'{Query}.alpha' is [2]; expected one number"),
        ("several problems at once", Pair([2, 5], [4, 2]).With($"{Convolution}.lora_up.weight", [4, 2, 1, 1]), $"'{Query}.lora_A.weight' is [2, 5]; expected [r, 4, 1, 1] or [r, 4] for target '{QueryPath}' [4, 4]; target 'down_blocks.0.resnets.0.conv1' has"),
        ("metadata no JSON", Pair().WithMetadata("lora_adapter_metadata", "{"), "metadata entry 'lora_adapter_metadata' is not valid JSON"),
        ("metadata array", Pair().WithMetadata("lora_adapter_metadata", "[]"), "metadata entry 'lora_adapter_metadata' is a JSON Array, expected an object"),
        ("metadata with half a surrogate pair", Pair().WithMetadata("lora_adapter_metadata", """{"\ud800": 1}"""), "metadata entry 'lora_adapter_metadata' is not valid JSON"),
        ("metadata alpha as text", Pair().WithMetadata("lora_adapter_metadata", """{"unet.lora_alpha": "4"}"""), "metadata 'unet.lora_alpha' holds a JSON String where a finite number is expected"),
        ("metadata alpha without end", Pair().WithMetadata("lora_adapter_metadata", """{"unet.lora_alpha": 1e999}"""), "metadata 'unet.lora_alpha' holds a JSON Number where a finite number is expected"),
        ("metadata pattern as list", Pair().WithMetadata("lora_adapter_metadata", """{"unet.alpha_pattern": [1]}"""), "metadata 'unet.alpha_pattern' is a JSON Array, expected an object of numbers"),
        ("metadata pattern no expression", Pair().WithMetadata("lora_adapter_metadata", """{"unet.alpha_pattern": {"(": 1}}"""), "metadata 'unet.alpha_pattern' has the key '(', which is no regular expression in linear time"),
        ("metadata pattern with back reference", Pair().WithMetadata("lora_adapter_metadata", """{"unet.alpha_pattern": {"(a)\\1": 1}}"""), "metadata 'unet.alpha_pattern' has the key '(a)\\1', which is no regular expression in linear time"),
    ];

    public static TheoryData<string> Cases => [.. Malformed.Select(row => row.Case)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Malformed_adapter_is_refused_with_file_tensor_and_expectation(string name)
    {
        var row = Malformed.Single(row => row.Case == name);
        using var file = row.File.Write();

        var refusal = Assert.Throws<ModelFormatException>(() => LoraFile.Load(file.Path, Catalogs.Small, Limits));

        Assert.Equal(file.Path, refusal.File);
        Assert.Contains(row.Problem, refusal.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_file_is_refused()
    {
        var refusal = Assert.Throws<ModelFormatException>(() => LoraFile.Load("no-such-adapter.safetensors", Catalogs.Small, Limits));

        Assert.Equal("file not found", refusal.Problem);
    }

    [Fact]
    public void Too_many_regular_expressions_are_refused()
    {
        string patterns = string.Join(", ", Enumerable.Range(0, 65).Select(i => $"\"a[{i}]\": 1"));
        using var file = Pair().WithMetadata("lora_adapter_metadata", $$$"""{"unet.alpha_pattern": { {{{patterns}}} }}""").Write();

        var refusal = Assert.Throws<ModelFormatException>(() => LoraFile.Load(file.Path, Catalogs.Small, Limits));

        Assert.StartsWith("metadata 'unet.alpha_pattern' has more than 64 regular expressions", refusal.Problem, StringComparison.Ordinal);
    }

    private static LoraFileBuilder Pair(long[]? down = null, long[]? up = null) =>
        new LoraFileBuilder().With($"{Query}.lora_A.weight", down ?? [2, 4]).With($"{Query}.lora_B.weight", up ?? [4, 2]);

    private static LoraFileBuilder Strangers(int count) =>
        Enumerable.Range(0, count).Aggregate(new LoraFileBuilder(), (file, i) => file.With($"s{i:00}", [1]));
}
