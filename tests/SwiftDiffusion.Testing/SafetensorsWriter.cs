using System.Text.Json;
using SwiftDiffusion.Onnx.Safetensors;

namespace SwiftDiffusion.Testing;

/// <summary>Writes safetensors files: the length of the header, the header in JSON, the data.</summary>
public static class SafetensorsWriter
{
    public static byte[] ToBytes(IReadOnlyCollection<StoredTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var header = new Dictionary<string, object>();
        if (metadata is { Count: > 0 })
            header["__metadata__"] = metadata;
        using var data = new MemoryStream();
        foreach (var tensor in tensors)
        {
            long begin = data.Length;
            data.Write(tensor.ToBytes());
            header[tensor.Name] = new { dtype = tensor.DtypeText, shape = tensor.Shape, data_offsets = new[] { begin, data.Length } };
        }

        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header);
        return [.. BitConverter.GetBytes((ulong)json.Length), .. json, .. data.ToArray()];
    }

    public static void Write(string path, IReadOnlyCollection<StoredTensor> tensors) => File.WriteAllBytes(path, ToBytes(tensors));

    /// <summary>Reads a file, lets <paramref name="change"/> replace its tensors (null leaves one out), and writes it again.</summary>
    public static void Rewrite(string path, Func<StoredTensor, StoredTensor?> change)
    {
        using var file = SafetensorsFile.Open(path);
        var tensors = file.Tensors.Values.OrderBy(entry => entry.Offset)
            .Select(entry => change(new StoredTensor(entry.Name, [.. entry.Shape], file.ReadFloats(entry), entry.Dtype)));
        byte[] changed = ToBytes([.. tensors.OfType<StoredTensor>()]);
        // The mapping holds on to the old file, so that the new one must not be written over it.
        File.Delete(path);
        File.WriteAllBytes(path, changed);
    }
}
