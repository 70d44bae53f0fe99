using SwiftDiffusion.Onnx.Graphs;

namespace SwiftDiffusion.Engine.Devices.Emulation;

/// <summary>What a graph costs on an emulated device. Pure.</summary>
internal static class EmulatedCost
{
    /// <summary>Time of one run.</summary>
    public static TimeSpan Of(DeviceProfile profile, CompiledGraph graph, NamedInputs inputs)
    {
        int rows = inputs.Rows;
        var measured = graph.Name switch
        {
            "unet.down" => profile.UNet.Time(rows) * profile.DownShare * AdapterFactor(profile, inputs),
            "unet.up" => profile.UNet.Time(rows) * (1 - profile.DownShare) * AdapterFactor(profile, inputs),
            "controlnet.branch" => profile.ControlNet.Time(rows),
            // Part of the ControlNet's measured time, and once a request only.
            "controlnet.embed" => TimeSpan.Zero,
            "text_encoder" => profile.TextEncoder.Time(rows),
            "vae.decoder" => profile.VaeDecoder.Time(rows),
            "vae.encoder" => profile.VaeEncoder.Time(rows),
            _ => throw new NotSupportedException($"graph {graph.Name} has no place in a device profile"),
        };
        return measured / profile.Speed;
    }

    /// <summary>Bytes that loading a graph moves to the device; what is small travels with its larger half.</summary>
    public static double SizeBytes(DeviceProfile profile, CompiledGraph graph) => graph.Name switch
    {
        // A flavour with adapter inputs runs over the same weights.
        "unet.down" or "unet.up" when !graph.AdapterSlots.IsEmpty => 0,
        "unet.down" => profile.UNet.SizeBytes * profile.DownShare,
        "unet.up" => profile.UNet.SizeBytes * (1 - profile.DownShare),
        "controlnet.branch" => profile.ControlNet.SizeBytes,
        "text_encoder" => profile.TextEncoder.SizeBytes,
        "vae.decoder" => profile.VaeDecoder.SizeBytes,
        "vae.encoder" => profile.VaeEncoder.SizeBytes,
        _ => 0,
    };

    private static double AdapterFactor(DeviceProfile profile, NamedInputs inputs) => inputs.HasAdapters ? 1 + profile.Adapter.InputOverhead : 1;
}
