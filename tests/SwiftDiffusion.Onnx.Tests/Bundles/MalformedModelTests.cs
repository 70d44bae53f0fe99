using SwiftDiffusion.Testing;
using Xunit;
using static SwiftDiffusion.Onnx.Tests.Bundles.ModelEdits;

namespace SwiftDiffusion.Onnx.Tests.Bundles;

/// <summary>Model folders that are broken in one place: each is refused by the file, what is wrong in it, and what was expected.</summary>
public sealed class MalformedModelTests(TinyModelFolders models) : IClassFixture<TinyModelFolders>
{
    private const string UNetConfig = "unet/config.json", VaeConfig = "vae/config.json", TextConfig = "text_encoder/config.json";
    private const string UNetWeights = "unet/diffusion_pytorch_model.safetensors", TextWeights = "text_encoder/model.safetensors";

    private static readonly (string Case, Action<string> Break, string File, string Problem)[] Malformed =
    [
        ("no model_index.json", Delete("model_index.json"), "model_index.json", "file not found"),
        ("model_index.json is no JSON", Text("model_index.json", "{"), "model_index.json", "is not readable JSON: "),
        ("model_index.json is a list", Text("model_index.json", "[]"), "model_index.json", "is a JSON Array; expected an object"),
        ("unknown pipeline", Text("model_index.json", """{"_class_name":"FluxPipeline"}"""), "model_index.json", "_class_name is \"FluxPipeline\"; expected StableDiffusionPipeline or "),
        ("pipeline is a number", Text("model_index.json", """{"_class_name":7}"""), "model_index.json", "_class_name is 7; expected StableDiffusionPipeline or "),
        ("no unet folder", Delete("unet"), UNetConfig, "file not found"),
        ("no vae folder", Delete("vae"), VaeConfig, "file not found"),
        ("no text encoder folder", Delete("text_encoder"), TextConfig, "file not found"),
        ("config is empty", Text(UNetConfig, ""), UNetConfig, "is not readable JSON: "),
        ("config is null", Text(UNetConfig, "null"), UNetConfig, "is a JSON Null; expected an object"),
        ("config holds half a surrogate pair", Text(UNetConfig, """{"_class_name":"\ud800"}"""), UNetConfig, "is not readable JSON: "),
        ("config is deeply nested", Text(UNetConfig, new string('[', 100_000)), UNetConfig, "is not readable JSON: "),
        ("a VAE in the UNet's place", Field("unet", "_class_name", "\"AutoencoderKL\""), UNetConfig, "_class_name is \"AutoencoderKL\"; expected UNet2DConditionModel"),
        ("block types are missing", Field("unet", "down_block_types", "null"), UNetConfig, "down_block_types is missing; expected a list of strings"),
        ("block types are numbers", Field("unet", "down_block_types", "[1,2]"), UNetConfig, "down_block_types is [1,2]; expected a list of strings"),
        ("no blocks", Field("unet", "down_block_types", "[]"), UNetConfig, "down_block_types is []; expected 1 to 8 blocks"),
        ("more blocks than halve any picture", Field("unet", "down_block_types", $"[{string.Join(',', Enumerable.Repeat("\"DownBlock2D\"", 9))}]"), UNetConfig, "down_block_types is [\"DownBlock2D\","),
        ("unknown down block", Field("unet", "down_block_types", """["AttnDownBlock2D","DownBlock2D"]"""), UNetConfig, "down_block_types is [\"AttnDownBlock2D\",\"DownBlock2D\"]; expected CrossAttnDownBlock2D or DownBlock2D only"),
        ("unknown up block", Field("unet", "up_block_types", """["UpBlock2D","SimpleCrossAttnUpBlock2D"]"""), UNetConfig, "up_block_types is [\"UpBlock2D\",\"SimpleCrossAttnUpBlock2D\"]; expected CrossAttnUpBlock2D or UpBlock2D only"),
        ("fewer up blocks than down blocks", Field("unet", "up_block_types", """["UpBlock2D"]"""), UNetConfig, "up_block_types is [\"UpBlock2D\"]; expected 2 blocks, as many as down_block_types"),
        ("unknown middle block", Field("unet", "mid_block_type", "\"UNetMidBlock2DSimpleCrossAttn\""), UNetConfig, "mid_block_type is \"UNetMidBlock2DSimpleCrossAttn\"; expected UNetMidBlock2DCrossAttn"),
        ("other activation", Field("unet", "act_fn", "\"gelu\""), UNetConfig, "act_fn is \"gelu\"; expected silu"),
        ("class conditions", Field("unet", "class_embed_type", "\"timestep\""), UNetConfig, "class_embed_type is \"timestep\"; expected null"),
        ("numbered classes", Field("unet", "num_class_embeds", "1000"), UNetConfig, "num_class_embeds is 1000; expected null"),
        ("guidance embedded in time", Field("unet", "time_cond_proj_dim", "256"), UNetConfig, "time_cond_proj_dim is 256; expected null"),
        ("projected prompt", Field("unet", "encoder_hid_dim", "4096"), UNetConfig, "encoder_hid_dim is 4096; expected null"),
        ("two cross-attentions", Field("unet", "dual_cross_attention", "true"), UNetConfig, "dual_cross_attention is true; expected false"),
        ("no self-attention", Field("unet", "only_cross_attention", "true"), UNetConfig, "only_cross_attention is true; expected false"),
        ("scale and shift by time", Field("unet", "resnet_time_scale_shift", "\"scale_shift\""), UNetConfig, "resnet_time_scale_shift is \"scale_shift\"; expected default"),
        ("other added conditions", Field("unet", "addition_embed_type", "\"image\""), UNetConfig, "addition_embed_type is \"image\"; expected null or text_time"),
        ("added conditions without their width", Field("unet", "addition_embed_type", "\"text_time\""), UNetConfig, "addition_time_embed_dim is missing; expected an integer from 1 to 1048576"),
        ("wide first convolution", Field("unet", "conv_in_kernel", "5"), UNetConfig, "conv_in_kernel is 5; expected 3"),
        ("heads that do not divide", Field("unet", "attention_head_dim", "3"), UNetConfig, "attention_head_dim is 3; expected numbers of heads that divide the channels, 3 does not divide 8"),
        ("heads for fewer blocks", Field("unet", "attention_head_dim", "[2]"), UNetConfig, "attention_head_dim is [2]; expected one integer or 2 of them, one per block"),
        ("named heads that do not divide", Field("unet", "num_attention_heads", "3"), UNetConfig, "num_attention_heads is 3; expected numbers of heads"),
        ("groups that do not divide", Field("unet", "norm_num_groups", "3"), UNetConfig, "norm_num_groups is 3; expected a divisor of every block's channels, 8 among them"),
        ("no groups", Field("unet", "norm_num_groups", "0"), UNetConfig, "norm_num_groups is 0; expected an integer from 1 to 1048576"),
        ("negative epsilon", Field("unet", "norm_eps", "-1e-5"), UNetConfig, "norm_eps is -1e-5; expected a positive number"),
        ("negative channels", Field("unet", "block_out_channels", "[-8,16]"), UNetConfig, "block_out_channels is [-8,16]; expected positive integers"),
        ("fractional channels", Field("unet", "block_out_channels", "[8.5,16]"), UNetConfig, "block_out_channels is [8.5,16]; expected positive integers"),
        ("huge channels", Field("unet", "block_out_channels", "[8,99999999999]"), UNetConfig, "block_out_channels is [8,99999999999]; expected positive integers"),
        ("odd width of the time embedding", Field("unet", "block_out_channels", "[9,16]") + Field("unet", "norm_num_groups", "1") + Field("unet", "attention_head_dim", "1"), UNetConfig, "block_out_channels is [9,16]; expected an even width"),
        ("frequencies shifted away", Field("unet", "freq_shift", "4"), UNetConfig, "freq_shift is 4; expected a number below 4"),
        ("absurdly many layers", Field("unet", "layers_per_block", "100000"), UNetConfig, "layers_per_block is 100000; expected an integer from 1 to 16"),
        ("layers by block", Field("unet", "layers_per_block", "[1,2]"), UNetConfig, "layers_per_block is [1,2]; expected an integer from 1 to 16"),
        ("absurdly deep transformers", Field("unet", "transformer_layers_per_block", "1048576"), UNetWeights, "tensor 'down_blocks.0.attentions.0.transformer_blocks.1.norm1.weight' is missing; expected shape [8]"),
        ("text switched on", Field("unet", "flip_sin_to_cos", "\"yes\""), UNetConfig, "flip_sin_to_cos is \"yes\"; expected true or false"),
        ("prompt of another width", Field("unet", "cross_attention_dim", "768"), UNetConfig, "cross_attention_dim is 768, but the text encoders produce 16"),
        ("eight-channel sample", Field("unet", "in_channels", "8"), UNetConfig, "in_channels is 8; expected 4, or 9 for an inpainting model"),
        ("prediction of another width", Field("unet", "out_channels", "8"), UNetConfig, "out_channels is 8; expected 4, the VAE's latent_channels"),
        ("inpainting by name only", Field("unet", "in_channels", "9"), UNetWeights, "tensor 'conv_in.weight' has shape [8, 4, 3, 3]; expected [8, 9, 3, 3]"),
        ("missing tensor", Tensor(UNetWeights, "mid_block.resnets.1.conv2.bias", _ => null), UNetWeights, "tensor 'mid_block.resnets.1.conv2.bias' is missing; expected shape [16]"),
        ("tensor of another shape", Tensor(UNetWeights, "conv_out.weight", t => t with { Shape = [8, 4, 3, 3] }), UNetWeights, "tensor 'conv_out.weight' has shape [8, 4, 3, 3]; expected [4, 8, 3, 3]"),
        ("integer weights", Tensor(UNetWeights, "conv_out.bias", t => t with { Dtype = Onnx.Safetensors.TensorDtype.I32 }), UNetWeights, "tensor 'conv_out.bias' has dtype I32; expected F32, F16 or BF16"),
        ("truncated weights", Truncate(UNetWeights, 1000), UNetWeights, "tensor 'conv_out."),
        ("weights are text", Text(UNetWeights, "version https://git-lfs.github.com/spec/v1"), UNetWeights, "header length 2336927755350992246 exceeds the format's limit"),
        ("no weights", Delete(UNetWeights), "unet", "has no weights; expected diffusion_pytorch_model.safetensors or diffusion_pytorch_model.safetensors.index.json"),
        ("other VAE", Field("vae", "_class_name", "\"AutoencoderTiny\""), VaeConfig, "_class_name is \"AutoencoderTiny\"; expected AutoencoderKL"),
        ("other VAE blocks", Field("vae", "down_block_types", """["DownEncoderBlock2D","AttnDownEncoderBlock2D"]"""), VaeConfig, "down_block_types is [\"DownEncoderBlock2D\",\"AttnDownEncoderBlock2D\"]; expected DownEncoderBlock2D only"),
        ("fewer VAE blocks up than down", Field("vae", "up_block_types", """["UpDecoderBlock2D"]"""), VaeConfig, "up_block_types is [\"UpDecoderBlock2D\"]; expected 2 times UpDecoderBlock2D"),
        ("latents shifted by a mean", Field("vae", "latents_mean", "[0,0,0,0]"), VaeConfig, "latents_mean is [0,0,0,0]; expected null"),
        ("VAE of depth maps", Field("vae", "in_channels", "1"), VaeConfig, "in_channels is 1; expected 3"),
        ("latents scaled by zero", Field("vae", "scaling_factor", "0"), VaeConfig, "scaling_factor is 0; expected a positive number"),
        ("VAE groups that do not divide", Field("vae", "norm_num_groups", "32"), VaeConfig, "norm_num_groups is 32; expected a divisor of every block's channels"),
        ("other text encoder", Field("text_encoder", "architectures", """["T5EncoderModel"]"""), TextConfig, "architectures is [\"T5EncoderModel\"]; expected CLIPTextModel or CLIPTextModelWithProjection"),
        ("other text activation", Field("text_encoder", "hidden_act", "\"relu\""), TextConfig, "hidden_act is \"relu\"; expected quick_gelu or gelu"),
        ("text heads that do not divide", Field("text_encoder", "num_attention_heads", "5"), TextConfig, "num_attention_heads is 5; expected a divisor of hidden_size 16"),
        ("text encoder without layers", Field("text_encoder", "num_hidden_layers", "0"), TextConfig, "num_hidden_layers is 0; expected an integer from 1 to 256"),
        ("longer prompts than positions", Field("text_encoder", "max_position_embeddings", "154"), TextWeights, "tensor 'text_model.embeddings.position_embedding.weight' has shape [77, 16]; expected [154, 16]"),
        ("larger vocabulary than embeddings", Field("text_encoder", "vocab_size", "49408"), TextWeights, "tensor 'text_model.embeddings.token_embedding.weight' has shape [1514, 16]; expected [49408, 16]"),
    ];

    private static readonly (string Case, Action<string> Break, string File, string Problem)[] MalformedXl =
    [
        ("no second text encoder", Delete("text_encoder_2"), "text_encoder_2/config.json", "file not found"),
        ("second encoder without projection", Field("text_encoder_2", "architectures", """["CLIPTextModel"]"""), UNetConfig, "projection_class_embeddings_input_dim is 36; expected 0 (pooled prompt) + 6 x 4"),
        ("other pooled width", Field("unet", "projection_class_embeddings_input_dim", "40"), UNetConfig, "projection_class_embeddings_input_dim is 40; expected 12 (pooled prompt) + 6 x 4"),
        ("no room for the pooled prompt", Field("unet", "projection_class_embeddings_input_dim", "24"), UNetConfig, "projection_class_embeddings_input_dim is 24; expected more than 6 x addition_time_embed_dim, 24"),
        ("odd width of the sizes", Field("unet", "addition_time_embed_dim", "3"), UNetConfig, "addition_time_embed_dim is 3; expected an even number above 0"),
        ("text encoders of unequal length", Field("text_encoder_2", "max_position_embeddings", "64"), "", "max_position_embeddings of the text encoders are 77 and 64; expected equal ones"),
        ("depth for fewer blocks", Field("unet", "transformer_layers_per_block", "[[1],[2,2]]"), UNetConfig, "transformer_layers_per_block is [[1],[2,2]]; expected positive integers"),
    ];

    public static TheoryData<string> Cases => [.. Malformed.Select(row => row.Case)];

    public static TheoryData<string> XlCases => [.. MalformedXl.Select(row => row.Case)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Malformed_model_is_refused_with_file_and_reason(string name) => Refuses(Malformed.Single(row => row.Case == name), models.Sd);

    [Theory]
    [MemberData(nameof(XlCases))]
    public void Malformed_xl_model_is_refused_with_file_and_reason(string name) => Refuses(MalformedXl.Single(row => row.Case == name), models.Xl);

    [Fact]
    public void Valid_models_compile()
    {
        Assert.NotEmpty(Compile(models.Sd));
        Assert.NotEmpty(Compile(models.Xl));
    }

    [Fact]
    public void Missing_folder_is_refused()
    {
        string folder = Path.Combine(models.Sd, "nowhere");

        var refusal = Assert.Throws<ModelFormatException>(() => Compile(folder));

        Assert.Equal("folder not found; expected a diffusers-layout model with model_index.json", refusal.Problem);
    }

    private static void Refuses((string Case, Action<string> Break, string File, string Problem) row, string model)
    {
        using var copy = new TemporaryFolder();
        string folder = copy.Copy(model, "model");
        row.Break(folder);

        var refusal = Assert.Throws<ModelFormatException>(() => Compile(folder));

        Assert.Equal(Path.Combine(folder, row.File).TrimEnd('/'), refusal.File);
        Assert.StartsWith(row.Problem, refusal.Problem, StringComparison.Ordinal);
        Assert.True(refusal.Message.Length < 1000);
    }
}
