namespace SwiftDiffusion.LoadGen.Tests.Synthesis;

/// <summary>How the trace of <see cref="SynthesizerTests"/> begins: microseconds, instance, ControlNets, LoRAs, seed.</summary>
internal static class Beginning
{
    public static string[] Lines { get; } =
    [
        "362662 B1 B-controlnet-2+B-controlnet-3 B-lora-64 4917234533801305",
        "666242 B1 B-controlnet-9 B-lora-1 6480559375047576",
        "939561 B1 B-controlnet-1+B-controlnet-4 B-lora-2 1202050231407",
        "1190573 B1 B-controlnet-1+B-controlnet-4 B-lora-8 7928529930513927",
        "2722384 A1 A-controlnet-1+A-controlnet-2 A-lora-360+A-lora-9 2585008505153520",
    ];
}
