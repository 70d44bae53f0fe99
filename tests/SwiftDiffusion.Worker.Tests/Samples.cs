using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Worker.Tests;

/// <summary>Small valid records.</summary>
internal static class Samples
{
    public const string Model = "tiny";

    public static GenerationJob Job { get; } = new()
    {
        Model = Model,
        Prompt = "a red heart",
        Width = 64,
        Height = 64,
        InferenceSteps = 4,
        GuidanceScale = 7,
        Seed = 1,
    };

    public static GenerationResult Result { get; } = new(
        [new GeneratedImage(new byte[] { 1, 2, 3 }, "image/png", 1, "a red heart")], new GenerationTimings { Denoise = TimeSpan.FromSeconds(1) });

    public static JobFailure LostDevice { get; } = new(FailureCode.DeviceLost, "The device fell off the bus.");

    public static JobFailure NoMemory { get; } = new(FailureCode.OutOfMemory, "The device's memory is full.");

    public static ModelInfo ModelInfo() => new()
    {
        Id = Model,
        Created = DateTimeOffset.UnixEpoch,
        Kind = "sd1",
        DefaultWidth = 64,
        DefaultHeight = 64,
        DefaultInferenceSteps = 20,
        DefaultGuidanceScale = 7,
        DefaultNoiseScheduler = "euler",
        NoiseSchedulers = ["euler"],
    };
}
