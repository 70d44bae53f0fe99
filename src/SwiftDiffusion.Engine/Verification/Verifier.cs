using SwiftDiffusion.Engine.Devices;

namespace SwiftDiffusion.Engine.Verification;

/// <summary>Runs recorded cases and compares every tensor. The command <c>verify</c> and the tests are this.</summary>
public static class Verifier
{
    /// <summary>Folders at or below <paramref name="root"/> that hold a case, in order.</summary>
    public static IEnumerable<string> FindCases(string root) =>
        Directory.EnumerateFiles(root, "case.json", SearchOption.AllDirectories).Select(file => Path.GetDirectoryName(file)!).Order(StringComparer.Ordinal);

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
            _ => throw new Onnx.ModelFormatException(folder, $"case has the unknown kind '{golden.Kind}'"),
        };
    }

    private static List<TensorCheck> Compare(GoldenCase golden, IEnumerable<(string Name, float[] Actual)> results, double tolerance) =>
        [.. results.Select(result => TensorCheck.Close(result.Name, golden.Floats(result.Name), result.Actual, tolerance))];
}
