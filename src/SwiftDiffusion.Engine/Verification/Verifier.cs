using SwiftDiffusion.Engine.Devices;

namespace SwiftDiffusion.Engine.Verification;

/// <summary>Runs recorded cases and compares every tensor. The command <c>verify</c> and the tests are this.</summary>
public static class Verifier
{
    /// <summary>
    /// Folders at or below <paramref name="root"/> that hold a case, in order. A case in KIND/NAME that was recorded again with a later reference, in
    /// KIND-vVERSION/NAME, is superseded and left out.
    /// </summary>
    public static IEnumerable<string> FindCases(string root) =>
        Directory.EnumerateFiles(root, "case.json", SearchOption.AllDirectories).Select(file => Path.GetDirectoryName(file)!)
            .Where(folder => !IsSuperseded(folder)).Order(StringComparer.Ordinal);

    /// <summary>Runs one case.</summary>
    /// <param name="folder">Folder with case.json and tensors.safetensors.</param>
    /// <param name="tolerance">Difference allowed, relative to max(1, largest magnitude) of each tensor.</param>
    /// <param name="device">Where to run.</param>
    public static IReadOnlyList<TensorCheck> Verify(string folder, double tolerance, Device device)
    {
        using var golden = GoldenCase.Open(folder);
        return golden.Kind switch
        {
            "unet" => Compare(golden, UNetCase.Run(golden, device), tolerance),
            "controlnet" => Compare(golden, ControlNetCase.Run(golden, device), tolerance),
            "vae" => Compare(golden, VaeCase.Run(golden, device), tolerance),
            "text_encoder" => Compare(golden, TextEncoderCase.Run(golden, device), tolerance),
            "lora" => Compare(golden, LoraCase.Run(golden, device), tolerance),
            "scheduler" => [.. SchedulerCase.Run(folder).Select(result => TensorCheck.Close(result.Tensor, result.Expected, result.Actual, tolerance))],
            "tokenizer" => [.. TokenizerCase.Run(golden)],
            "pipeline" => [.. PipelineCase.Run(golden, tolerance, device)],
            _ => throw new Onnx.ModelFormatException(folder, $"case has the unknown kind '{golden.Kind}'"),
        };
    }

    private static bool IsSuperseded(string folder)
    {
        var kind = Directory.GetParent(folder)!;
        return kind.Parent is { } root && root.EnumerateDirectories($"{kind.Name}-v*").Any(later => Directory.Exists(Path.Combine(later.FullName, Path.GetFileName(folder))));
    }

    private static List<TensorCheck> Compare(GoldenCase golden, IEnumerable<(string Name, float[] Actual)> results, double tolerance) =>
        [.. results.Select(result => TensorCheck.Close(result.Name, golden.Floats(result.Name), result.Actual, tolerance))];
}
