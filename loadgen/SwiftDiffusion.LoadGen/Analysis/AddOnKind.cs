using System.Text.Json.Serialization;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Analysis;

/// <summary>The two kinds of add-ons a request may name.</summary>
internal enum AddOnKind
{
    [JsonStringEnumMemberName("controlnet")]
    ControlNet,

    [JsonStringEnumMemberName("lora")]
    Lora,
}

/// <summary>What requests name of a kind.</summary>
internal static class AddOnKinds
{
    public static IReadOnlyList<AddOnKind> All { get; } = [AddOnKind.ControlNet, AddOnKind.Lora];

    /// <summary>Names, in the order of the request.</summary>
    public static IEnumerable<string> NamesOf(this TraceRequest request, AddOnKind kind) =>
        kind == AddOnKind.ControlNet ? request.ControlNets : request.Loras.Select(lora => lora.Name);

    public static string Plural(this AddOnKind kind) => kind == AddOnKind.ControlNet ? "ControlNets" : "LoRAs";
}
