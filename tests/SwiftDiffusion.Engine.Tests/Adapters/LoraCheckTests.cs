using SwiftDiffusion.Engine.Adapters;
using SwiftDiffusion.Onnx;
using SwiftDiffusion.Testing;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Adapters;

public sealed class LoraCheckTests
{
    private const string Down = "lora_unet_x.lora_down.weight", Up = "lora_unet_x.lora_up.weight";

    public static TheoryData<string> Loras =>
        [.. Directory.GetFiles(RepositoryRoot.File("onnx", "tinyworld", "lora"), "*.safetensors").Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Loras))]
    public void A_LoRA_of_any_model_passes(string name) => LoraCheck.Require(RepositoryRoot.File("onnx", "tinyworld", "lora", name), LoraLimits.Default);

    [Fact]
    public void A_value_that_is_not_finite_is_found() =>
        AssertRefused(new LoraFileBuilder().With(Down, [1, 2], [1, float.NaN]).With(Up, [2, 1]), $"'{Down}' holds a value that is not finite");

    [Fact]
    public void A_rank_beyond_the_limit_is_found() =>
        AssertRefused(new LoraFileBuilder().With(Down, [9, 2]).With(Up, [2, 9]), $"'{Down}' is [9, 2]; expected a rank of 1 to 8");

    [Fact]
    public void A_tensor_that_no_LoRA_has_is_found() => AssertRefused(new LoraFileBuilder().With("model.weight", [1]), "'model.weight' is no tensor of a LoRA");

    [Fact]
    public void A_relative_of_LoRA_is_named() =>
        AssertRefused(new LoraFileBuilder().With("lora_unet_x.hada_w1_a", [1]), "is a LoHa adapter (tensor 'lora_unet_x.hada_w1_a'), which is not supported; expected LoRA or LoCon");

    [Fact]
    public void More_tensors_than_the_limit_are_refused()
    {
        var builder = new LoraFileBuilder();
        for (int i = 0; i < 3; i++)
            builder.With($"lora_unet_x{i}.alpha", [1]);
        AssertRefused(builder, "holds 3 tensors; adapters may have 2");
    }

    private static void AssertRefused(LoraFileBuilder builder, string problem)
    {
        using var file = builder.Write();
        var limits = new LoraLimits(MaxFileSizeBytes: 4000, MaxRank: 8, MaxTensors: 2);
        Assert.Equal(problem, Assert.Throws<ModelFormatException>(() => LoraCheck.Require(file.Path, limits)).Problem);
    }
}
