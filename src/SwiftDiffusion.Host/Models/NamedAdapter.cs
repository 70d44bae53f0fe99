using SwiftDiffusion.Engine.Adapters.Store;

namespace SwiftDiffusion.Host.Models;

/// <summary>An adapter under the name by which requests ask for it.</summary>
public sealed record NamedAdapter(string Name, AdapterSource Source);
