namespace SwiftDiffusion.Host.Registered;

/// <summary>Which files of an archive are those of a model folder, by their paths inside it. Everything else stays in the archive.</summary>
/// <param name="Expected">What an archive without any of them should have held, as the rest of a sentence.</param>
/// <param name="IsWanted">Whether a file is one, by the parts of its path.</param>
internal sealed record ArchiveLayout(string Expected, Func<IReadOnlyList<string>, bool> IsWanted)
{
    private const string Index = "model_index.json";

    private static readonly string[] Parts = ["unet", "vae", "text_encoder", "text_encoder_2", "tokenizer", "tokenizer_2", "scheduler"];

    /// <summary>A ControlNet: its configuration and its weights.</summary>
    public static ArchiveLayout ControlNet { get; } = new(
        "no config.json and no safetensors files, at its top or in one folder; expected the folder of a ControlNet",
        path => path is [var file] && (file == "config.json" || IsWeights(file)));

    /// <summary>
    /// A model in the layout of diffusers. LoRAs, ControlNets and lists of adapters are left out: what they name was not checked, and may lie where strangers may not look.
    /// </summary>
    public static ArchiveLayout Model { get; } = new(
        $"no {Index} and no parts of a model, at its top or in one folder; expected the folder of a diffusers model",
        path => path is [Index] || (path is [var part, var file] && Parts.Contains(part) && (IsWeights(file) || IsDescription(file))));

    private static bool IsWeights(string file) => HasEnding(file, ".safetensors");

    private static bool IsDescription(string file) => HasEnding(file, ".json") || file == "merges.txt";

    private static bool HasEnding(string file, string ending) => file.EndsWith(ending, StringComparison.Ordinal) && !file.StartsWith('.');
}
