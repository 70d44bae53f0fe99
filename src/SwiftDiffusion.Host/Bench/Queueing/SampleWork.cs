using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Contracts.Workers;

namespace SwiftDiffusion.Host.Bench.Queueing;

/// <summary>Jobs as web applications send them, from a few dozen keys, with a LoRA each; and a worker that makes a picture of 16 kB in no time.</summary>
internal sealed class SampleWork(TimeProvider time)
{
    private const string Model = "bench", Prompt = "a red heart on a blue background, in a meadow";
    private const int Keys = 50, Loras = 200, PictureSizeBytes = 16 * 1024;

    private int _count;

    public static GenerationResult Result { get; } =
        new([new GeneratedImage(new byte[PictureSizeBytes], "image/png", 1, "a red heart")], new GenerationTimings());

    public static WarmSet Warm { get; } = new([new WarmModel(Model, [], [.. Enumerable.Range(0, 16).Select(i => $"lora {i}")])]);

    public static WorkerCapabilities Worker(string id) => new() { WorkerId = id, Slots = 1, Models = [ModelInfo] };

    public static ModelInfo ModelInfo { get; } = new()
    {
        Id = Model,
        Created = DateTimeOffset.UnixEpoch,
        Kind = "sd1",
        DefaultWidth = 512,
        DefaultHeight = 512,
        DefaultInferenceSteps = 20,
        DefaultGuidanceScale = 7,
        DefaultNoiseScheduler = "euler",
        NoiseSchedulers = ["euler"],
        Loras = [.. Enumerable.Range(0, Loras).Select(i => $"lora {i}")],
    };

    /// <summary>A request for a picture with the i-th LoRA of the sequence, for the images API.</summary>
    public static string RequestBody(int i) => $$"""
        {"model":"{{Model}}","prompt":"{{Prompt}}","seed":{{i}},"loras":[{"name":"{{LoraOf(i)}}","scale":1}]}
        """;

    public JobSubmission Next()
    {
        int i = Interlocked.Increment(ref _count);
        return new JobSubmission
        {
            Id = JobId.At(time.GetUtcNow()),
            ApiKeyId = $"key {i % Keys}",
            TotalTimeout = TimeSpan.FromHours(1),
            Job = new GenerationJob
            {
                Model = Model,
                Prompt = Prompt,
                Width = 512,
                Height = 512,
                InferenceSteps = 20,
                GuidanceScale = 7,
                Seed = i,
                Loras = [new LoraReference(LoraOf(i), 1)],
            },
        };
    }
    private static string LoraOf(int i) => $"lora {i * 7919 % Loras}";
}
