using SwiftDiffusion.Engine.Adapters.Store;

namespace SwiftDiffusion.Host.Commands;

/// <summary>LoRAs that arguments name.</summary>
internal static class LoraOption
{
    /// <summary>A path, or an address from which the LoRA is fetched.</summary>
    /// <exception cref="CommandException">Neither.</exception>
    public static AdapterSource SourceOf(string text) => AdapterSource.TryParse(text, out var source, out string? problem) ? source
        : throw new CommandException($"--lora {problem}");
}
