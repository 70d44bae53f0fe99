using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Tests.Targets;

/// <summary>Requests to send.</summary>
internal static class Requests
{
    public static TraceRequest Full { get; } = new()
    {
        At = TimeSpan.Zero,
        Prompt = "red heart",
        NegativePrompt = "blur",
        Size = new ImageSize(64, 96),
        Steps = 8,
        GuidanceScale = 5.5,
        Seed = 7,
        Images = 2,
        Loras = [new LoraUse("neon", 0.8), new LoraUse("http://127.0.0.1:9/loras/3.safetensors")],
        ControlNets = ["canny"],
        Key = "alice",
    };

    public static TraceRequest Plain { get; } = new() { At = TimeSpan.Zero, Prompt = "red heart" };
}
