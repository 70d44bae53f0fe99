using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.AddOns;

/// <summary>What the server under load offers.</summary>
/// <param name="Model">The model that requests name; null when the server does not say.</param>
/// <param name="DefaultSize">The size a request gets that names none; null when the server does not say.</param>
/// <param name="Loras">Names of LoRAs.</param>
/// <param name="ControlNets">Names of ControlNets.</param>
internal sealed record ServerCatalog(string? Model, ImageSize? DefaultSize, IReadOnlyList<string> Loras, IReadOnlyList<string> ControlNets)
{
    /// <summary>A server that lists nothing.</summary>
    public static ServerCatalog Empty { get; } = new(null, null, [], []);
}
