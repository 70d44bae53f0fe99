namespace SwiftDiffusion.Host.Configuration;

/// <summary>One setting as it is in force.</summary>
/// <param name="Name">Section and property, separated by colons.</param>
/// <param name="Value">As text, secrets masked; empty when there is none.</param>
/// <param name="Source">Who set it.</param>
internal sealed record Setting(string Name, string Value, string Source);
