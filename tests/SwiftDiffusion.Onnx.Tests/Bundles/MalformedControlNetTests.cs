using SwiftDiffusion.Onnx.Bundles;
using SwiftDiffusion.Testing;
using Xunit;
using static SwiftDiffusion.Onnx.Tests.Bundles.ModelEdits;

namespace SwiftDiffusion.Onnx.Tests.Bundles;

/// <summary>ControlNets that are malformed, or made for another model.</summary>
public sealed class MalformedControlNetTests(TinyModelFolders models) : IClassFixture<TinyModelFolders>
{
    private const string Config = "config.json", Weights = "diffusion_pytorch_model.safetensors";

    private static readonly (string Case, Action<string> Break, string File, string Problem)[] Malformed =
    [
        ("a UNet", Set("_class_name", "\"UNet2DConditionModel\""), Config, "_class_name is \"UNet2DConditionModel\"; expected ControlNetModel"),
        ("pooled residuals", Set("global_pool_conditions", "true"), Config, "global_pool_conditions is true; expected false"),
        ("five-channel control image", Set("conditioning_channels", "5"), Config, "conditioning_channels is 5; expected 3 or 1"),
        ("unknown channel order", Set("controlnet_conditioning_channel_order", "\"gbr\""), Config, "controlnet_conditioning_channel_order is \"gbr\"; expected rgb or bgr"),
        ("reversed order of one channel", Set("conditioning_channels", "1") + Set("controlnet_conditioning_channel_order", "\"bgr\""), Config, "controlnet_conditioning_channel_order is \"bgr\"; expected rgb"),
        ("no embedding", Set("conditioning_embedding_out_channels", "[]"), Config, "conditioning_embedding_out_channels is []; expected 1 to 8 widths"),
        ("embedding widths are text", Set("conditioning_embedding_out_channels", "[\"4\",8]"), Config, "conditioning_embedding_out_channels is [\"4\",8]; expected positive integers"),
        ("embedding of another reduction", Set("conditioning_embedding_out_channels", "[4,8,16]"), "", "this ControlNet was made for another architecture than model 'sd': the reduction by conditioning_embedding_out_channels is 4; expected 2"),
        ("unknown block", Set("down_block_types", """["CrossAttnDownBlock2D","KDownBlock2D"]"""), Config, "down_block_types is [\"CrossAttnDownBlock2D\",\"KDownBlock2D\"]; expected CrossAttnDownBlock2D or DownBlock2D only"),
        ("other widths", Set("block_out_channels", "[8,32]"), "", "this ControlNet was made for another architecture than model 'sd': block_out_channels is 8,32; expected 8,16"),
        ("more layers", Set("layers_per_block", "2"), "", "this ControlNet was made for another architecture than model 'sd': layers_per_block is 2; expected 1"),
        ("other prompt width", Set("cross_attention_dim", "1024"), "", "this ControlNet was made for another architecture than model 'sd': cross_attention_dim is 1024; expected 16"),
        ("nine-channel sample", Set("in_channels", "9"), "", "this ControlNet was made for another architecture than model 'sd': in_channels is 9; expected 4"),
        ("missing zero convolution", Tensor(Weights, "controlnet_down_blocks.2.weight", _ => null), Weights, "tensor 'controlnet_down_blocks.2.weight' is missing; expected shape [8, 8, 1, 1]"),
        ("no weights", Delete(Weights), "", "has no weights; expected diffusion_pytorch_model.safetensors"),
    ];

    public static TheoryData<string> Cases => [.. Malformed.Select(row => row.Case)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Malformed_controlnet_is_refused_with_file_and_reason(string name)
    {
        var row = Malformed.Single(row => row.Case == name);
        using var copy = new TemporaryFolder();
        string folder = copy.Copy(models.ControlNet, "controlnet");
        row.Break(folder);

        var refusal = Refusal(folder, models.Sd);

        Assert.Equal(Path.Combine(folder, row.File).TrimEnd('/'), refusal.File);
        Assert.StartsWith(row.Problem, refusal.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Controlnet_of_another_family_is_refused()
    {
        Assert.Contains("another architecture than model 'sd': cross_attention_dim is 28; expected 16", Refusal(models.ControlNetXl, models.Sd).Problem, StringComparison.Ordinal);
        Assert.Contains("another architecture than model 'xl': cross_attention_dim is 16; expected 28", Refusal(models.ControlNet, models.Xl).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("projection_class_embeddings_input_dim", "40", "36")]
    [InlineData("addition_time_embed_dim", "2", "4")]
    public void Controlnet_with_other_added_conditions_is_refused(string field, string value, string expected)
    {
        using var copy = new TemporaryFolder();
        string folder = copy.Copy(models.ControlNetXl, "controlnet");
        Set(field, value)(folder);

        Assert.EndsWith($"{field} is {value}; expected {expected}", Refusal(folder, models.Xl).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_folder_is_refused() =>
        Assert.Equal("folder not found; expected a diffusers-layout ControlNet with config.json", Refusal(Path.Combine(models.Sd, "nowhere"), models.Sd).Problem);

    [Fact]
    public void Fitting_controlnets_compile()
    {
        using var sd = ModelBundle.Open(models.Sd);
        using var xl = ModelBundle.Open(models.Xl);

        Assert.Equal(["controlnet.embed", "controlnet.branch"], CompileControlNet(models.ControlNet, sd).Select(graph => graph.Name));
        Assert.Equal(["controlnet.embed", "controlnet.branch"], CompileControlNet(models.ControlNetXl, xl).Select(graph => graph.Name));
    }

    private static Action<string> Set(string field, string json) => Field("", field, json);

    private static ModelFormatException Refusal(string folder, string model)
    {
        using var bundle = ModelBundle.Open(model);
        return Assert.Throws<ModelFormatException>(() => CompileControlNet(folder, bundle));
    }
}
