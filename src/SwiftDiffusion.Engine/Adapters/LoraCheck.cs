using System.Numerics.Tensors;
using SwiftDiffusion.Onnx;
using SwiftDiffusion.Onnx.Safetensors;

namespace SwiftDiffusion.Engine.Adapters;

/// <summary>
/// Whether a file is an adapter at all, for whatever model: (1) a container within the limits, (2) of a format with known arithmetic, (3) with names and
/// ranks that an adapter has, (4) whose numbers are finite. What it changes is known only beside a model (<see cref="LoraFile"/>).
/// </summary>
internal static class LoraCheck
{
    /// <exception cref="ModelFormatException">It is not; names the tensors at fault.</exception>
    public static void Require(string path, LoraLimits limits)
    {
        // 1. and 2.
        using var file = LoraContainer.Open(path, limits);
        UnsupportedFormats.Refuse(file.Tensors.Keys.Order(StringComparer.Ordinal), path);
        _ = PeftMetadata.Parse(file.Metadata, path);

        // 3. and 4.
        string[] problems = [.. file.Tensors.Values.OrderBy(tensor => tensor.Name, StringComparer.Ordinal).Select(tensor => Problem(file, tensor, limits)).OfType<string>()];
        if (problems.Length > 0)
            throw new ModelFormatException(path, ProblemList.Format(problems));
    }

    private static string? Problem(SafetensorsFile file, TensorEntry tensor, LoraLimits limits)
    {
        if (LoraKey.Parse(tensor.Name) is not { } key)
            return $"'{tensor.Name}' is no tensor of a LoRA";
        if (key.Part == LoraPart.Down && (tensor.Shape.Length == 0 || tensor.Shape[0] < 1 || tensor.Shape[0] > limits.MaxRank))
            return $"'{tensor.Name}' is {tensor.ShapeText}; expected a rank of 1 to {limits.MaxRank}";
        return TensorPrimitives.IsFiniteAll<float>(file.ReadFloats(tensor)) ? null : $"'{tensor.Name}' holds a value that is not finite";
    }
}
