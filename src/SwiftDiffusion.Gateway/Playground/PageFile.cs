using System.IO.Compression;
using System.Security.Cryptography;

namespace SwiftDiffusion.Gateway.Playground;

/// <summary>One file of the pages, and its compressed forms, each made when first asked for.</summary>
internal sealed class PageFile
{
    private readonly Lazy<byte[]> _brotli;
    private readonly Lazy<byte[]> _gzip;

    public PageFile(string name, byte[] content)
    {
        Name = name;
        Content = content;
        Hash = Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8));
        _brotli = new Lazy<byte[]>(() => Compress(stream => new BrotliStream(stream, CompressionLevel.Optimal)));
        _gzip = new Lazy<byte[]>(() => Compress(stream => new GZipStream(stream, CompressionLevel.Optimal)));
    }

    /// <summary>File name: the pages lie in one folder.</summary>
    public string Name { get; }

    public byte[] Content { get; }

    /// <summary>Sixteen hexadecimal digits that change with the content.</summary>
    public string Hash { get; }

    public string MediaType => Path.GetExtension(Name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => throw new NotSupportedException($"{Name} has no media type; add it here."),
    };

    public byte[] Encoded(PageEncoding encoding) => encoding switch
    {
        PageEncoding.Brotli => _brotli.Value,
        PageEncoding.Gzip => _gzip.Value,
        _ => Content,
    };

    private byte[] Compress(Func<Stream, Stream> wrap)
    {
        var compressed = new MemoryStream();
        using (var stream = wrap(compressed))
            stream.Write(Content);
        return compressed.ToArray();
    }
}
