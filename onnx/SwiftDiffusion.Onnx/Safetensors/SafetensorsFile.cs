using System.Collections.Frozen;
using System.IO.MemoryMappedFiles;

namespace SwiftDiffusion.Onnx.Safetensors;

/// <summary>
/// A memory-mapped safetensors file. Tensors are read in place: <see cref="Bytes"/> and <see cref="AddressOf"/> stay valid until the
/// file is disposed, and nothing is copied until a caller asks for floats.
/// </summary>
public sealed unsafe class SafetensorsFile : IDisposable
{
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _data;
    private readonly SafetensorsHeader _header;
    private readonly long _dataStart;

    private SafetensorsFile(string path, MemoryMappedFile map, MemoryMappedViewAccessor view, byte* file, long dataStart, SafetensorsHeader header)
    {
        Path = path;
        _map = map;
        _view = view;
        _data = file + dataStart;
        _dataStart = dataStart;
        _header = header;
    }

    public string Path { get; }

    public FrozenDictionary<string, TensorEntry> Tensors => _header.Tensors;

    /// <summary>The header's <c>__metadata__</c>; empty when absent.</summary>
    public FrozenDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>Maps the file and checks its header.</summary>
    /// <exception cref="ModelFormatException">The file is missing, unreadable, truncated or not a safetensors file.</exception>
    public static SafetensorsFile Open(string path)
    {
        try
        {
            return Map(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFormatException(path, e is FileNotFoundException or DirectoryNotFoundException ? "file not found" : $"cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The tensor's bytes in the mapping (one tensor must be smaller than 2 GiB).</summary>
    public ReadOnlySpan<byte> Bytes(TensorEntry entry) => new(_data + entry.Offset, checked((int)entry.SizeBytes));

    /// <summary>Address of the tensor's first byte in the mapping.</summary>
    public nint AddressOf(TensorEntry entry) => (nint)(_data + entry.Offset);

    /// <summary>Where the tensor begins in the file.</summary>
    public long FileOffset(TensorEntry entry) => _dataStart + entry.Offset;

    /// <summary>Copies a tensor of any floating-point type (or an integer one) into new single-precision memory.</summary>
    public float[] ReadFloats(TensorEntry entry)
    {
        var floats = new float[entry.Count];
        TensorConversion.ToSingle(entry.Dtype, Bytes(entry), floats);
        return floats;
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
    }

    private static SafetensorsFile Map(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        Span<byte> prefix = stackalloc byte[SafetensorsHeader.PrefixSizeBytes];
        int read = stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false);
        int length = SafetensorsHeader.ReadLength(prefix[..read], stream.Length, path);
        var json = new byte[length];
        stream.ReadExactly(json);
        long dataStart = SafetensorsHeader.PrefixSizeBytes + length;
        var header = SafetensorsHeader.Parse(json, stream.Length - dataStart, path);

        var map = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, 0, MemoryMappedFileAccess.Read);
        var view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        return new SafetensorsFile(path, map, view, start, dataStart, header);
    }
}
