using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace SwiftDiffusion.Gateway.Playground;

/// <summary>
/// The files of the playground and the operations page, out of the assembly. The pages name the others below a folder that is called by the
/// hash of them all, so that a browser may keep them for ever and still never mixes two versions.
/// </summary>
internal sealed class PageFiles
{
    /// <summary>Prefix of the resources; the project file names them.</summary>
    private const string Prefix = "playground/";

    /// <summary>What the pages write where the version goes.</summary>
    private const string VersionMark = "VERSION";

    private readonly FrozenDictionary<string, PageFile> _files;

    private PageFiles(IReadOnlyList<PageFile> files)
    {
        Version = HashOf(files);
        _files = files.Select(file => WithVersion(file, Version)).ToFrozenDictionary(file => file.Name, StringComparer.Ordinal);
    }

    /// <summary>Changes with any file.</summary>
    public string Version { get; }

    public IEnumerable<PageFile> All => _files.Values.OrderBy(file => file.Name, StringComparer.Ordinal);

    public static PageFiles Load()
    {
        var assembly = typeof(PageFiles).Assembly;
        var names = assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal));
        return new PageFiles([.. names.Order(StringComparer.Ordinal).Select(name => new PageFile(name[Prefix.Length..], Read(name)))]);

        byte[] Read(string name)
        {
            using var resource = assembly.GetManifestResourceStream(name)!;
            var content = new MemoryStream();
            resource.CopyTo(content);
            return content.ToArray();
        }
    }

    public PageFile? Find(string name) => _files.GetValueOrDefault(name);

    private static string HashOf(IReadOnlyList<PageFile> files)
    {
        string all = string.Join('\n', files.Select(file => $"{file.Name} {file.Hash}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)).AsSpan(0, 6));
    }

    private static PageFile WithVersion(PageFile file, string version) => file.Name.EndsWith(".html", StringComparison.Ordinal)
        ? new PageFile(file.Name, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(file.Content).Replace(VersionMark, version, StringComparison.Ordinal)))
        : file;
}
