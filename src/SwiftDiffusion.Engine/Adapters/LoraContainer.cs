using SwiftDiffusion.Onnx;
using SwiftDiffusion.Onnx.Safetensors;

namespace SwiftDiffusion.Engine.Adapters;

/// <summary>Opens the file an adapter comes in.</summary>
internal static class LoraContainer
{
    /// <exception cref="ModelFormatException">The file is missing, too large, not a safetensors file, or holds no tensors or too many.</exception>
    public static SafetensorsFile Open(string path, LoraLimits limits)
    {
        var info = new FileInfo(path);
        if (info.Exists && info.Length > limits.MaxFileSizeBytes)
            throw new ModelFormatException(path, $"is {info.Length} bytes long; adapters may have {limits.MaxFileSizeBytes}");
        var file = SafetensorsFile.Open(path);
        if (Problem(file, limits) is not { } problem)
            return file;
        file.Dispose();
        throw new ModelFormatException(path, problem);
    }

    private static string? Problem(SafetensorsFile file, LoraLimits limits) => file.Tensors.Count switch
    {
        0 => "holds no tensors; expected the down and up matrices of a LoRA",
        var count when count > limits.MaxTensors => $"holds {count} tensors; adapters may have {limits.MaxTensors}",
        _ => null,
    };
}
