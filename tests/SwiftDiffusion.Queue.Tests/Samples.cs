using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Workers;

namespace SwiftDiffusion.Queue.Tests;

/// <summary>Small valid records.</summary>
internal static class Samples
{
    public const string Model = "tiny world";

    public static GenerationJob Job(string model = Model, string[]? loras = null, string[]? controlNets = null) => new()
    {
        Model = model,
        Prompt = "a red heart",
        Width = 64,
        Height = 64,
        InferenceSteps = 4,
        GuidanceScale = 7,
        Seed = 1,
        Loras = [.. (loras ?? []).Select(name => new LoraReference(name, 1))],
        ControlNets = [.. (controlNets ?? []).Select(name => new ControlNetReference(name, new byte[] { 1, 2, 3 }, ControlPreprocessor.None, 1, 0, 1))],
    };

    public static GenerationResult Result(int sizeBytes = 16) => new(
        [new GeneratedImage(Enumerable.Range(0, sizeBytes).Select(i => (byte)i).ToArray(), "image/png", 1, "a red heart\nSteps: 4")],
        new GenerationTimings { Denoise = TimeSpan.FromSeconds(1) });

    public static WorkerCapabilities Worker(string id, params string[] models) => new()
    {
        WorkerId = id,
        Slots = 1,
        Models = [.. (models.Length > 0 ? models : [Model]).Select(ModelInfo)],
    };

    public static WarmSet Warm(string[]? loras = null, string[]? controlNets = null, string model = Model) =>
        new([new WarmModel(model, [.. controlNets ?? []], [.. loras ?? []])]);

    private static ModelInfo ModelInfo(string id) => new()
    {
        Id = id,
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
