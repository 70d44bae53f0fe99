using System.Collections.Frozen;

namespace SwiftDiffusion.Host.Models;

/// <summary>
/// The add-ons that lie in a model's folder, by name: LoRAs are <c>lora/NAME.safetensors</c>, ControlNets are <c>controlnet/NAME/config.json</c>.
/// </summary>
internal static class AddOnFolders
{
    /// <summary>LoRA files by name.</summary>
    public static FrozenDictionary<string, string> Loras(string model)
    {
        string folder = Path.Combine(model, "lora");
        return (Directory.Exists(folder) ? Directory.GetFiles(folder, "*.safetensors") : []).ToFrozenDictionary(path => Path.GetFileNameWithoutExtension(path)!);
    }

    /// <summary>ControlNet folders by name.</summary>
    public static FrozenDictionary<string, string> ControlNets(string model)
    {
        string folder = Path.Combine(model, "controlnet");
        return (Directory.Exists(folder) ? Directory.GetDirectories(folder) : []).Where(net => File.Exists(Path.Combine(net, "config.json")))
            .ToFrozenDictionary(path => Path.GetFileName(path)!);
    }
}
