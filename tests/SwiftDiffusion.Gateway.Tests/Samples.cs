using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Tests;

/// <summary>Small valid things to start from.</summary>
internal static class Samples
{
    /// <summary>The first bytes of a PNG file; enough to be taken for one.</summary>
    public static readonly byte[] PngBytes = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];

    public static readonly string PngBase64 = Convert.ToBase64String(PngBytes);

    /// <summary>As much of a PNG file as says that it has so many pixels.</summary>
    public static byte[] PngOf(int width, int height) =>
        [.. PngBytes[..8], (byte)(width >> 8), (byte)width, (byte)(height >> 8), (byte)height];

    public static string PngOfBase64(int width, int height) => Convert.ToBase64String(PngOf(width, height));

    public static ModelInfo Tiny { get; } = new()
    {
        Id = "tiny",
        Created = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000),
        Kind = "sd1",
        DefaultWidth = 128,
        DefaultHeight = 128,
        DefaultInferenceSteps = 20,
        DefaultGuidanceScale = 5,
        DefaultNoiseScheduler = "ddim",
        NoiseSchedulers = ["ddim", "euler", "euler_ancestral"],
        Loras = ["watercolor", "pixelart"],
        ControlNets = ["canny", "seg"],
    };

    /// <summary>With the noise schedulers that the web UIs' menus name.</summary>
    public static ModelInfo WebUi { get; } = Tiny with
    {
        NoiseSchedulers = ["ddim", "euler", "euler-karras", "euler-ancestral", "dpmpp-2m", "dpmpp-2m-karras", "unipc", "unipc-karras", "lcm"],
    };

    public static ModelInfo Plain { get; } = Tiny with { Id = "owner/plain", Loras = [], ControlNets = [] };

    public static GenerationJob Job { get; } = new()
    {
        Model = "tiny",
        Prompt = "a red house",
        Width = 128,
        Height = 128,
        InferenceSteps = 20,
        GuidanceScale = 5,
        Seed = 7,
    };

    public static GenerationResult Result(GenerationJob job) => new(
        [.. Enumerable.Range(0, job.ImageCount).Select(i => new GeneratedImage(PngBytes, job.Output.MediaType, job.SeedOf(i), "infotext"))],
        new GenerationTimings
        {
            Queue = TimeSpan.FromMilliseconds(1),
            Adapters = TimeSpan.FromMilliseconds(2),
            Encode = TimeSpan.FromMilliseconds(3),
            Denoise = TimeSpan.FromMilliseconds(4.5),
            Decode = TimeSpan.FromMilliseconds(5),
        });
}
