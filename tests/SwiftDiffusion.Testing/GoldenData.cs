using SwiftDiffusion.Onnx.Safetensors;

namespace SwiftDiffusion.Testing;

/// <summary>Where the recorded outputs of the reference implementation lie, and which cases there are.</summary>
public static class GoldenData
{
    /// <summary>The full set when it lies beside the repository, else the subset inside it.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Folders below <paramref name="kind"/> that hold a case.json, as paths relative to the root.</summary>
    public static IEnumerable<string> Cases(string kind)
    {
        string folder = Path.Combine(Root, kind);
        return !Directory.Exists(folder) ? [] : Directory.EnumerateFiles(folder, "case.json", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, Path.GetDirectoryName(file)!)).Order(StringComparer.Ordinal);
    }

    public static SafetensorsFile Tensors(string caseFolder) => SafetensorsFile.Open(Path.Combine(Root, caseFolder, "tensors.safetensors"));

    private static string FindRoot()
    {
        string full = RepositoryRoot.File("..", "shared", "golden");
        return Directory.Exists(full) ? full : RepositoryRoot.File("onnx", "golden");
    }
}
