using System.Collections.Immutable;
using SwiftDiffusion.Contracts.AddOns;

namespace SwiftDiffusion.Queue.AddOns;

/// <summary>What is registered.</summary>
/// <param name="Version">Another one after every change but progress.</param>
/// <param name="Entries">In the order of their registration.</param>
public sealed record AddOnList(string Version, ImmutableArray<AddOnEntry> Entries);
