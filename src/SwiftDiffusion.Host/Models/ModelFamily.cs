using SwiftDiffusion.Onnx.Bundles;

namespace SwiftDiffusion.Host.Models;

/// <summary>Which Stable Diffusion a model is built like.</summary>
internal static class ModelFamily
{
    /// <summary>Width of the OpenCLIP-H text encoder that came with version 2.</summary>
    private const int Version2ContextWidth = 1024;

    /// <summary>"sd1", "sd2" or "sdxl".</summary>
    public static string Of(ModelBundle bundle) => bundle.IsXl ? "sdxl" : bundle.UNet.ContextWidth == Version2ContextWidth ? "sd2" : "sd1";
}
