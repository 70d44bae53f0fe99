using System.Text.Json;
using SwiftDiffusion.Onnx.Graphs;
using SwiftDiffusion.Onnx.Safetensors;

namespace SwiftDiffusion.Onnx;

/// <summary>All tensors of one component, over one safetensors file or the shards that an index lists.</summary>
public sealed class WeightSet : IDisposable
{
    private readonly Dictionary<string, WeightLocation> _tensors = [];
    private readonly List<SafetensorsFile> _files = [];

    private WeightSet(string folder) => Folder = folder;

    /// <summary>Folder of the component.</summary>
    public string Folder { get; }

    /// <summary>Mapped files, in the order of the index.</summary>
    public IReadOnlyList<SafetensorsFile> Files => _files;

    public IEnumerable<WeightLocation> Tensors => _tensors.Values;

    /// <summary>Opens <c>NAME.safetensors</c>, else its shards by <c>NAME.safetensors.index.json</c>, else the fp16 variant.</summary>
    /// <param name="folder">Component folder, e.g. ".../unet".</param>
    /// <param name="name">"diffusion_pytorch_model", or "model" for text encoders.</param>
    /// <exception cref="ModelFormatException">No weights, or a file that cannot be read.</exception>
    public static WeightSet Open(string folder, string name)
    {
        string[] variants = [$"{name}.safetensors", $"{name}.safetensors.index.json", $"{name}.fp16.safetensors", $"{name}.fp16.safetensors.index.json"];
        string? found = variants.Select(v => Path.Combine(folder, v)).FirstOrDefault(File.Exists);
        if (found is null)
            throw new ModelFormatException(folder, $"has no weights; expected {name}.safetensors or {name}.safetensors.index.json");
        var set = new WeightSet(folder);
        try
        {
            foreach (string file in found.EndsWith(".json", StringComparison.Ordinal) ? Shards(folder, found) : [found])
                set.Add(SafetensorsFile.Open(file));
            return set;
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }

    public bool Contains(string name) => _tensors.ContainsKey(name);

    /// <summary>The tensor of that name, or null.</summary>
    public WeightLocation? Find(string name) => _tensors.GetValueOrDefault(name);

    /// <summary>The tensor of that name, whose shape must equal <paramref name="shape"/> up to trailing dimensions of one.</summary>
    /// <exception cref="ModelFormatException">Missing, or shaped otherwise.</exception>
    public WeightLocation Require(string name, ReadOnlySpan<long> shape)
    {
        string expected = $"[{string.Join(", ", shape.ToArray())}]";
        if (!_tensors.TryGetValue(name, out var location))
            throw new ModelFormatException(Source, $"tensor '{name}' is missing; expected shape {expected}");
        if (!TrimOnes(location.Entry.Shape.AsSpan()).SequenceEqual(TrimOnes(shape)))
            throw new ModelFormatException(location.File.Path, $"tensor '{name}' has shape {location.Entry.ShapeText}; expected {expected}");
        if (location.Entry.Dtype is not (TensorDtype.F32 or TensorDtype.F16 or TensorDtype.BF16))
            throw new ModelFormatException(location.File.Path, $"tensor '{name}' has dtype {location.Entry.Dtype}; expected F32, F16 or BF16");
        return location;
    }

    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
    }

    private string Source => _files.Count == 1 ? _files[0].Path : Folder;

    private void Add(SafetensorsFile file)
    {
        _files.Add(file);
        // In the file's order, so that the same mistake always gives the same message.
        foreach (var entry in file.Tensors.Values.OrderBy(entry => entry.Offset))
        {
            if (!_tensors.TryAdd(entry.Name, new WeightLocation(file, entry)))
                throw new ModelFormatException(file.Path, $"tensor '{entry.Name}' is in another shard too");
        }
    }

    private static IEnumerable<string> Shards(string folder, string index)
    {
        var json = JsonFile.Read(index);
        var map = json.Object("weight_map");
        var names = map.EnumerateObject().Select(entry => entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString()! : "").Distinct();
        foreach (string name in names)
        {
            if (name.Length == 0 || name != Path.GetFileName(name))
                throw new ModelFormatException(index, $"weight_map names the shard '{name}'; expected a file name in the same folder");
            yield return Path.Combine(folder, name);
        }
    }

    private static ReadOnlySpan<long> TrimOnes(ReadOnlySpan<long> shape) => shape.TrimEnd(1L);
}
