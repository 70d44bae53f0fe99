using System.Collections.Frozen;
using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Host.Models;

/// <summary>The adapters that requests to a model may name: the files in its <c>lora</c> folder, those of its list, and those an operator adds.</summary>
internal static class AdapterNames
{
    /// <exception cref="ModelFormatException">Two have the same name.</exception>
    public static FrozenDictionary<string, AdapterSource> Of(string model, IEnumerable<NamedAdapter> added)
    {
        var files = AddOnFolders.Loras(model).Select(file => new NamedAdapter(file.Key, new AdapterSource.LocalFile(file.Value)));
        var names = new Dictionary<string, AdapterSource>(StringComparer.Ordinal);
        foreach (var (name, source) in files.Concat(AdapterList.Read(model)).Concat(added))
        {
            if (!names.TryAdd(name, source))
                throw new ModelFormatException(model, $"has two LoRAs called '{name}'; give one of them another name");
        }

        return names.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
