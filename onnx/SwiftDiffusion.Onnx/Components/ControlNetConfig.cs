using System.Collections.Immutable;

namespace SwiftDiffusion.Onnx.Components;

/// <summary>The architecture of a ControlNetModel: a UNet's down half plus the embedding of the control image.</summary>
/// <param name="Down">The shared down half.</param>
/// <param name="ConditioningChannels">Channels of the control image.</param>
/// <param name="EmbeddingChannels">Widths of the control image's embedding.</param>
/// <param name="ReadsBgr">Whether the control image's channels are in reverse order.</param>
public sealed record ControlNetConfig(UNetConfig Down, int ConditioningChannels, ImmutableArray<int> EmbeddingChannels, bool ReadsBgr)
{
    /// <summary>Parses the config.json of a ControlNet.</summary>
    public static ControlNetConfig Read(string folder)
    {
        var json = JsonFile.Read(Path.Combine(folder, "config.json"));
        json.Only("_class_name", "ControlNetModel");
        UNetConfig.RefuseUnsupported(json);
        json.Only("global_pool_conditions", "false");
        json.Only("conditioning_channels", "3", "1");
        int channels = json.Int("conditioning_channels", 3);
        json.Only("controlnet_conditioning_channel_order", channels == 3 ? ["rgb", "bgr"] : ["rgb"]);
        var embedding = json.Has("conditioning_embedding_out_channels") ? json.Ints("conditioning_embedding_out_channels") : [16, 32, 96, 256];
        if (embedding.Length is 0 or > 8)
            throw json.Wrong("conditioning_embedding_out_channels", "1 to 8 widths");
        return new ControlNetConfig(
            UNetConfig.Read(json, json.BlockTypes("down_block_types")),
            channels,
            embedding,
            json.String("controlnet_conditioning_channel_order", "rgb") == "bgr");
    }
}
