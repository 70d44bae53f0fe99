using System.Collections.Frozen;
using System.Collections.Immutable;
using SwiftDiffusion.Engine.Adapters.Store;

namespace SwiftDiffusion.Host.Models;

/// <summary>Add-ons that requests to a model may name.</summary>
/// <param name="Loras">LoRAs by name, wherever they come from.</param>
/// <param name="ControlNets">ControlNet folders by name.</param>
public sealed record NamedAddOns(FrozenDictionary<string, AdapterSource> Loras, FrozenDictionary<string, string> ControlNets)
{
    public ImmutableArray<string> LoraNames { get; } = [.. Loras.Keys.Order(StringComparer.Ordinal)];

    public ImmutableArray<string> ControlNetNames { get; } = [.. ControlNets.Keys.Order(StringComparer.Ordinal)];

    /// <summary>These and others; where names meet, these win.</summary>
    public NamedAddOns With(IEnumerable<NamedAdapter> adapters, IEnumerable<(string Name, string Folder)> controlNets)
    {
        var loras = adapters.ToDictionary(adapter => adapter.Name, adapter => adapter.Source, StringComparer.Ordinal);
        foreach (var (name, source) in Loras)
            loras[name] = source;
        var nets = controlNets.ToDictionary(net => net.Name, net => net.Folder, StringComparer.Ordinal);
        foreach (var (name, folder) in ControlNets)
            nets[name] = folder;
        return new NamedAddOns(loras.ToFrozenDictionary(StringComparer.Ordinal), nets.ToFrozenDictionary(StringComparer.Ordinal));
    }
}
