using System.Formats.Tar;
using System.IO.Compression;
using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Host.Registered;

/// <summary>
/// Unpacks the files of a model folder from a zip or tar archive, gzipped or not, that a stranger may have made: those of a layout, at its top or in one folder.
/// Nothing else is written, whatever the archive holds: no other path, no link, no more than the limits allow.
/// </summary>
/// <param name="layout">What is unpacked.</param>
/// <param name="maxSizeBytes">Bytes of all files together.</param>
internal sealed class ArchiveReader(ArchiveLayout layout, long maxSizeBytes)
{
    private const int MostEntries = 256;
    private const int BufferSizeBytes = 1 << 20;

    private static readonly byte[] Zip = "PK\x03\x04"u8.ToArray();
    private static readonly byte[] GZip = [0x1f, 0x8b];

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private long _written;
    private int _entries;
    private string? _top;

    /// <exception cref="ModelFormatException">It is no such archive, or holds more than it may.</exception>
    public void Unpack(string archive, string folder)
    {
        using var file = File.OpenRead(archive);
        Span<byte> start = stackalloc byte[Zip.Length];
        file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        file.Position = 0;
        try
        {
            if (start.SequenceEqual(Zip))
                UnpackZip(file, archive, folder);
            else
                UnpackTar(start.StartsWith(GZip) ? new GZipStream(file, CompressionMode.Decompress) : file, archive, folder);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or OverflowException)
        {
            throw new ModelFormatException(archive, "is no zip or tar archive, or a damaged one", e);
        }

        if (_written == 0)
            throw new ModelFormatException(archive, $"holds {layout.Expected}");
    }

    private void UnpackZip(Stream file, string archive, string folder)
    {
        using var zip = new ZipArchive(file, ZipArchiveMode.Read);
        foreach (var entry in zip.Entries)
        {
            // Unix keeps the kind of a file in the upper half of its attributes.
            const int kinds = 0xF000, regular = 0x8000;
            int kind = (entry.ExternalAttributes >> 16) & kinds;
            bool isFolder = entry.FullName.EndsWith('/');
            if (!isFolder && kind is not (0 or regular))
                throw Refused(archive, entry.FullName, "is no plain file");
            if (TargetOf(archive, entry.FullName, isFolder) is not { } name)
                continue;
            using var content = entry.Open();
            Write(content, archive, Path.Combine(folder, name));
        }
    }

    private void UnpackTar(Stream stream, string archive, string folder)
    {
        using var reader = new TarReader(stream);
        while (reader.GetNextEntry() is { } entry)
        {
            bool isFolder = entry.EntryType == TarEntryType.Directory;
            if (!isFolder && entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.GlobalExtendedAttributes))
                throw Refused(archive, entry.Name, "is no plain file");
            if (entry.DataStream is { } content && TargetOf(archive, entry.Name, isFolder) is { } name)
                Write(content, archive, Path.Combine(folder, name));
        }
    }

    /// <summary>The path under which an entry is written; null for one that is left out.</summary>
    private string? TargetOf(string archive, string name, bool isFolder)
    {
        if (++_entries > MostEntries)
            throw new ModelFormatException(archive, $"holds more than {MostEntries} entries");
        string[] parts = [.. name.Split('/').Where(part => part is not ("" or "."))];
        if (name.StartsWith('/') || name.Contains('\\', StringComparison.Ordinal) || parts.Contains(".."))
            throw Refused(archive, name, "leads out of it");
        bool isAtTop = layout.IsWanted(parts);
        if (isFolder || (!isAtTop && (parts.Length == 0 || !layout.IsWanted(parts[1..]))))
            return null;
        string top = isAtTop ? "" : parts[0];
        _top ??= top;
        if (_top != top)
            throw Refused(archive, name, "lies in another folder than the file before it");
        string path = Path.Combine(isAtTop ? parts : parts[1..]);
        return _names.Add(path) ? path : throw Refused(archive, name, "is there twice");
    }

    private void Write(Stream content, string archive, string path)
    {
        byte[] buffer = new byte[BufferSizeBytes];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        for (int read; (read = content.Read(buffer)) > 0;)
        {
            _written += read;
            // Counted as they come: what an archive says of itself is not believed.
            if (_written > maxSizeBytes)
                throw new ModelFormatException(archive, $"unpacks to more than {maxSizeBytes} bytes");
            file.Write(buffer, 0, read);
        }
    }

    private static ModelFormatException Refused(string archive, string name, string problem) =>
        new(archive, $"holds '{(name.Length > 100 ? name[..100] : name)}', which {problem}");
}
