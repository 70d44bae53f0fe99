namespace SwiftDiffusion.LoadGen.Tests.Synthesis;

/// <summary>How the trace of <see cref="SynthesizerTests"/> begins: microseconds, instance, ControlNets, LoRAs, seed.</summary>
internal static class Beginning
{
    public static string[] Lines { get; } =
    [
        "?",
    ];
}
