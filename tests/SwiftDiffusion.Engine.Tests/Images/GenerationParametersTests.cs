using CsCheck;
using SwiftDiffusion.Engine.Images;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Images;

public sealed class GenerationParametersTests
{
    /// <summary>What the format gives a meaning to.</summary>
    private static readonly string[] Sensitive =
    [
        "\n", "\r\n", " ", "\"", "\\", ",", ":", "Negative prompt: ", "Negative prompt:", "\n Negative prompt:",
        "Steps: 20, Seed: 1, Size: 1x1", "🐱", "é", "<lora:a:1>",
    ];

    private static readonly GenerationParameters Minimal = new()
    {
        Prompt = "a cat",
        Steps = 20,
        Sampler = "Euler",
        GuidanceScale = 7,
        Seed = 965400086,
        Width = 512,
        Height = 768,
    };

    private static readonly GenerationParameters Full = Minimal with
    {
        NegativePrompt = "blurry",
        ScheduleType = "Karras",
        ModelHash = "45dee52b",
        Model = "tinyworld",
        DenoisingStrength = 0.7,
        ClipSkip = 2,
        Rng = "CPU",
        LoraHashes = [new("neon", "1234abcd"), new("pastel", "99")],
        ControlNets = [new() { Module = "canny", Model = "control_canny [abcd]", ProcessorResolution = 512, ThresholdA = 100, ThresholdB = 200 }],
        Version = "SwiftDiffusion 0.1.0",
    };

    [Fact]
    public void The_shortest_text_has_one_line_of_fields() =>
        Assert.Equal("a cat\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: 965400086, Size: 512x768", Minimal.ToText());

    [Fact]
    public void The_full_text_has_the_fields_in_their_customary_order() => Assert.Equal(
        "a cat\nNegative prompt: blurry\nSteps: 20, Sampler: Euler, Schedule type: Karras, CFG scale: 7, Seed: 965400086, Size: 512x768, "
        + "Model hash: 45dee52b, Model: tinyworld, Denoising strength: 0.7, Clip skip: 2, RNG: CPU, Lora hashes: \"neon: 1234abcd, pastel: 99\", "
        + "ControlNet 0: \"Module: canny, Model: control_canny [abcd], Weight: 1.0, Resize Mode: Crop and Resize, Processor Res: 512, "
        + "Threshold A: 100, Threshold B: 200, Guidance Start: 0.0, Guidance End: 1.0, Pixel Perfect: False, Control Mode: Balanced\", "
        + "Version: SwiftDiffusion 0.1.0",
        Full.ToText());

    [Fact]
    public void Everything_is_read_back()
    {
        var back = GenerationParameters.Parse(Full.ToText())!;

        Assert.Equal(Full.LoraHashes, back.LoraHashes);
        Assert.Equal(Full.ControlNets, back.ControlNets);
        Assert.Empty(back.Other);
        Assert.Equal(Full, back with { LoraHashes = Full.LoraHashes, ControlNets = Full.ControlNets, Other = Full.Other });
    }

    [Fact]
    public void Any_prompts_and_names_are_read_back()
    {
        var piece = Gen.OneOf(
            Gen.Int[0, Sensitive.Length - 1].Select(i => Sensitive[i]),
            Gen.Char.Where(c => !char.IsSurrogate(c)).Select(c => c.ToString()));
        var text = piece.Array[0, 12].Select(string.Concat);

        Gen.Select(text, text, text, Gen.Long, Gen.Double[0, 30]).Sample((prompt, negative, model, seed, scale) =>
        {
            var parameters = Full with
            {
                Prompt = prompt,
                NegativePrompt = negative,
                Model = model,
                Sampler = "x" + model,
                Version = model,
                GuidanceScale = scale,
                Seed = Math.Max(seed, long.MinValue + 1),
            };

            var back = GenerationParameters.Parse(parameters.ToText())!;

            Assert.Equal(parameters, back with { LoraHashes = parameters.LoraHashes, ControlNets = parameters.ControlNets, Other = parameters.Other });
        }, iter: 3000);
    }

    [Fact]
    public void Unknown_and_unreadable_fields_are_kept_as_they_stood()
    {
        var back = GenerationParameters.Parse(Minimal.ToText() + ", Hires upscale: 2, Clip skip: many, Quoted: \"a, b\"")!;

        Assert.Equal([new("Hires upscale", "2"), new("Clip skip", "many"), new("Quoted", "a, b")], back.Other);
        Assert.Equal(back.Other, GenerationParameters.Parse(back.ToText())!.Other);
    }

    [Theory]
    [InlineData("")]
    [InlineData("only a prompt")]
    [InlineData("cat\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: 1")] // no size
    [InlineData("cat\nSteps: x, Sampler: Euler, CFG scale: 7, Seed: 1, Size: 8x8")]
    [InlineData("cat\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: 1, Size: 8x8x8")]
    public void Incomplete_texts_give_nothing(string text) => Assert.Null(GenerationParameters.Parse(text));

    [Fact]
    public void Names_inside_lists_lose_what_would_break_them()
    {
        var back = GenerationParameters.Parse((Minimal with { LoraHashes = [new("a: b, c", "1")] }).ToText())!;

        Assert.Equal([new LoraHash("a b c", "1")], back.LoraHashes);
    }
}
