using System.Text.Json;
using SwiftDiffusion.Engine.NoiseSchedulers;
using SwiftDiffusion.Onnx;
using SwiftDiffusion.Onnx.Safetensors;

namespace SwiftDiffusion.Engine.Verification;

/// <summary>
/// One recorded case of the reference implementation: a folder with case.json (what was run) and tensors.safetensors (inputs and expected outputs).
/// </summary>
public sealed class GoldenCase : IDisposable
{
    private readonly SafetensorsFile _tensors;

    private GoldenCase(string folder, JsonElement json, SafetensorsFile tensors)
    {
        Folder = folder;
        Json = json;
        _tensors = tensors;
    }

    public string Folder { get; }

    /// <summary>The content of case.json.</summary>
    public JsonElement Json { get; }

    /// <summary>unet, controlnet, vae, text_encoder, lora, scheduler, pipeline or tokenizer.</summary>
    public string Kind => Text("kind") ?? (Json.TryGetProperty("pipeline", out _) ? "pipeline" : "unknown");

    /// <summary>Names of all recorded tensors, inputs among them.</summary>
    public IEnumerable<string> TensorNames => _tensors.Tensors.Keys;

    /// <summary>Opens a case folder.</summary>
    public static GoldenCase Open(string folder)
    {
        string path = Path.Combine(folder, "case.json");
        try
        {
            using var document = PythonJson.Parse(File.ReadAllText(path));
            return new GoldenCase(folder, document.RootElement.Clone(), SafetensorsFile.Open(Path.Combine(folder, "tensors.safetensors")));
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            throw new ModelFormatException(path, $"is not a golden case: {e.Message}", e);
        }
    }

    public string? Text(string field) => Json.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A member of the case's "args" (the reference pipeline's arguments), or null.</summary>
    public JsonElement? Argument(string name) =>
        Json.TryGetProperty("args", out var args) && args.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A numeric argument; lists give the value at <paramref name="index"/>.</summary>
    public float Number(string name, float fallback, int index = 0) => Argument(name) switch
    {
        null => fallback,
        { ValueKind: JsonValueKind.Array } list => list[index].GetSingle(),
        { } value => value.GetSingle(),
    };

    public bool Has(string tensor) => _tensors.Tensors.ContainsKey(tensor);

    public float[] Floats(string tensor) => _tensors.ReadFloats(_tensors.Tensors[tensor]);

    public long[] Shape(string tensor) => [.. _tensors.Tensors[tensor].Shape];

    public long[] Longs(string tensor) => [.. Array.ConvertAll(Floats(tensor), value => (long)value)];

    /// <summary>Finds a path of the case, which is relative to the root that holds all cases, by walking up.</summary>
    public string Resolve(string relative)
    {
        for (var folder = new DirectoryInfo(Folder); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, relative);
            if (Path.Exists(candidate))
                return candidate;
        }

        throw new ModelFormatException(Folder, $"case refers to '{relative}', which is in no folder above it");
    }

    public void Dispose() => _tensors.Dispose();
}
