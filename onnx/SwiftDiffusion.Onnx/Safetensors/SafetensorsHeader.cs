using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;

namespace SwiftDiffusion.Onnx.Safetensors;

/// <summary>
/// The header of a safetensors file: an unsigned 64-bit length, then a JSON object that maps names to
/// <c>{dtype, shape, data_offsets}</c>, plus an optional <c>__metadata__</c> of strings. The header is untrusted: every
/// number is checked against the file before anything is sized by it.
/// </summary>
public sealed class SafetensorsHeader
{
    /// <summary>Bytes of the length prefix.</summary>
    public const int PrefixSizeBytes = 8;

    /// <summary>The format's own limit on the JSON part.</summary>
    public const long MaxHeaderSizeBytes = 100_000_000;

    // Far above any model's; they keep an untrusted header out of error messages and logs.
    private const int MaxNameLength = 1024;
    private const int MaxDimensions = 8;

    private SafetensorsHeader(FrozenDictionary<string, TensorEntry> tensors, FrozenDictionary<string, string> metadata)
    {
        Tensors = tensors;
        Metadata = metadata;
    }

    public FrozenDictionary<string, TensorEntry> Tensors { get; }

    public FrozenDictionary<string, string> Metadata { get; }

    /// <summary>Checks the length prefix against the file's size and returns the JSON part's length.</summary>
    /// <exception cref="ModelFormatException">The prefix is missing or lies.</exception>
    public static int ReadLength(ReadOnlySpan<byte> prefix, long fileSizeBytes, string file)
    {
        if (fileSizeBytes < PrefixSizeBytes || prefix.Length < PrefixSizeBytes)
            throw new ModelFormatException(file, $"is {fileSizeBytes} bytes long; a safetensors file has at least an 8-byte header length");
        ulong length = BitConverter.ToUInt64(prefix);
        if (length > (ulong)MaxHeaderSizeBytes)
            throw new ModelFormatException(file, $"header length {length} exceeds the format's limit of {MaxHeaderSizeBytes} bytes; not a safetensors file?");
        if ((long)length > fileSizeBytes - PrefixSizeBytes)
            throw new ModelFormatException(file, $"header of {length} bytes does not fit a file of {fileSizeBytes} bytes; the file is truncated");
        return (int)length;
    }

    /// <summary>Parses the JSON part.</summary>
    /// <param name="json">Header bytes after the length prefix.</param>
    /// <param name="dataSizeBytes">Bytes that follow the header in the file.</param>
    /// <param name="file">Name for error messages.</param>
    /// <exception cref="ModelFormatException">The JSON is malformed or a tensor does not fit the data.</exception>
    public static SafetensorsHeader Parse(ReadOnlyMemory<byte> json, long dataSizeBytes, string file)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
            return ParseRoot(document.RootElement, dataSizeBytes, file);
        }
        // JsonDocument reports ill-formed UTF-8 inside a string as InvalidOperationException, only when the string is read.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ModelFormatException(file, $"header is not valid JSON: {e.Message}", e);
        }
    }

    private static SafetensorsHeader ParseRoot(JsonElement root, long dataSizeBytes, string file)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new ModelFormatException(file, $"header is a JSON {root.ValueKind}, expected an object");
        var tensors = new Dictionary<string, TensorEntry>();
        var metadata = new Dictionary<string, string>();
        foreach (var property in root.EnumerateObject())
        {
            if (property.Name.Length > MaxNameLength)
                throw new ModelFormatException(file, $"a tensor's name has {property.Name.Length} characters; expected at most {MaxNameLength}");
            if (property.Name == "__metadata__")
                ReadMetadata(property.Value, metadata, file);
            else if (!tensors.TryAdd(property.Name, ReadEntry(property.Name, property.Value, dataSizeBytes, file)))
                throw new ModelFormatException(file, $"tensor '{property.Name}' appears twice in the header");
        }

        RefuseOverlaps(tensors.Values, file);
        return new SafetensorsHeader(tensors.ToFrozenDictionary(), metadata.ToFrozenDictionary());
    }

    private static void ReadMetadata(JsonElement value, Dictionary<string, string> metadata, string file)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw new ModelFormatException(file, "__metadata__ is not an object of strings");
        foreach (var entry in value.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.String)
                throw new ModelFormatException(file, $"__metadata__ entry '{Shorten(entry.Name)}' is a {entry.Value.ValueKind}, expected a string");
            if (!metadata.TryAdd(entry.Name, entry.Value.GetString()!))
                throw new ModelFormatException(file, $"__metadata__ entry '{Shorten(entry.Name)}' appears twice in the header");
        }
    }

    private static TensorEntry ReadEntry(string name, JsonElement value, long dataSizeBytes, string file)
    {
        if (value.ValueKind != JsonValueKind.Object
            || !value.TryGetProperty("dtype", out var dtypeText) || dtypeText.ValueKind != JsonValueKind.String
            || !value.TryGetProperty("shape", out var shapeValue) || shapeValue.ValueKind != JsonValueKind.Array
            || !value.TryGetProperty("data_offsets", out var offsets) || offsets.ValueKind != JsonValueKind.Array)
        {
            throw new ModelFormatException(file, $"tensor '{name}' lacks dtype, shape or data_offsets");
        }

        if (!TensorDtypes.TryParse(dtypeText.GetString()!, out var dtype))
            throw new ModelFormatException(file, $"tensor '{name}' has dtype '{Shorten(dtypeText.GetString()!)}'; expected F32, F16, BF16 or an integer type");
        var shape = ReadNumbers(shapeValue, name, "shape", file);
        var range = ReadNumbers(offsets, name, "data_offsets", file);
        if (range.Length != 2 || range[0] > range[1])
            throw new ModelFormatException(file, $"tensor '{name}' has data_offsets [{string.Join(", ", range)}]; expected [begin, end] with begin <= end");
        if (range[1] > dataSizeBytes)
            throw new ModelFormatException(file, $"tensor '{name}' ends at byte {range[1]} of the data, but the file has only {dataSizeBytes}; the file is truncated");
        long size = range[1] - range[0];
        if (SizeOf(shape, dtype) is not { } expected || expected != size)
            throw new ModelFormatException(file, $"tensor '{name}' holds {size} bytes, which do not match {dtype} {new TensorEntry(name, dtype, shape, 0, 0).ShapeText}");
        return new TensorEntry(name, dtype, shape, range[0], size);
    }

    private static ImmutableArray<long> ReadNumbers(JsonElement array, string tensor, string field, string file)
    {
        if (array.GetArrayLength() > MaxDimensions)
            throw new ModelFormatException(file, $"tensor '{tensor}' has {array.GetArrayLength()} entries in its {field}; expected at most {MaxDimensions}");
        var numbers = ImmutableArray.CreateBuilder<long>(array.GetArrayLength());
        foreach (var element in array.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt64(out long number) || number < 0)
                throw new ModelFormatException(file, $"tensor '{tensor}' has {field} entry {Shorten(element.GetRawText())}; expected a non-negative integer");
            numbers.Add(number);
        }

        return numbers.ToImmutable();
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";

    /// <summary>Bytes of a tensor, or null when the product overflows.</summary>
    private static long? SizeOf(ImmutableArray<long> shape, TensorDtype dtype)
    {
        Int128 size = dtype.SizeBytes();
        bool empty = shape.Contains(0);
        foreach (long dimension in empty ? [] : shape)
        {
            size *= dimension;
            if (size > long.MaxValue)
                return null;
        }

        return empty ? 0 : (long)size;
    }

    private static void RefuseOverlaps(IEnumerable<TensorEntry> entries, string file)
    {
        TensorEntry? previous = null;
        foreach (var entry in entries.Where(e => e.SizeBytes > 0).OrderBy(e => e.Offset))
        {
            if (previous is not null && entry.Offset < previous.Offset + previous.SizeBytes)
                throw new ModelFormatException(file, $"tensors '{previous.Name}' and '{entry.Name}' overlap in the data");
            previous = entry;
        }
    }
}
