using SwiftDiffusion.Engine.Adapters;
using SwiftDiffusion.Onnx.Safetensors;
using SwiftDiffusion.Testing;

namespace SwiftDiffusion.Engine.Tests.Adapters.Store;

/// <summary>The built-in model's LoRAs and what they may change.</summary>
internal static class TinyWorldLoras
{
    public static AdapterTargetCatalog Targets { get; } = Catalogs.OfBundle(RepositoryRoot.File("onnx", "tinyworld"));

    public static string Path(string name) => RepositoryRoot.File("onnx", "tinyworld", "lora", $"{name}.safetensors");

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path(name));

    public static long SizeBytes(string name) => LoraFile.Load(Path(name), Targets, LoraLimits.Default).SizeBytes;

    /// <summary>The pastel LoRA with every value multiplied, which makes it another adapter of the same size.</summary>
    public static byte[] Scaled(float factor) => SafetensorsWriter.ToBytes([.. Pastel.Value.Select(tensor => tensor with { Values = [.. tensor.Values.Select(value => value * factor)] })]);

    private static readonly Lazy<StoredTensor[]> Pastel = new(() =>
    {
        using var file = SafetensorsFile.Open(Path("pastel"));
        return [.. file.Tensors.Values.OrderBy(entry => entry.Offset).Select(entry => new StoredTensor(entry.Name, [.. entry.Shape], file.ReadFloats(entry), entry.Dtype))];
    });
}
