using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SwiftDiffusion.Engine.Adapters.Store.Disk;

/// <summary>
/// What each source was when its store was last asked: one small file per source, written beside and moved into place, named by the hash of the
/// address. The address itself, which may hold credentials, is not written down.
/// </summary>
internal sealed class SourceIndex(string root, IncomingFolder incoming)
{
    /// <summary>A name for the source that gives nothing away. What an operator's address has is not there for somebody who may not go to it.</summary>
    public static string KeyOf(AdapterSource.Remote source) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{(source.IsGuarded ? $"{DiskTier.Guarded} " : "")}{source.Address.AbsoluteUri}#{source.Sha256}")));

    /// <summary>The record of a source; null when there is none that can be read.</summary>
    public SourceRecord? Find(string key)
    {
        try
        {
            var record = JsonSerializer.Deserialize<SourceRecord>(File.ReadAllBytes(PathOf(key)));
            return record is { Sha256.Length: 2 * SHA256.HashSizeInBytes, Version: not null } ? record : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public void Put(string key, SourceRecord record)
    {
        string path = incoming.NextPath();
        Directory.CreateDirectory(root);
        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(record));
        File.Move(path, PathOf(key), overwrite: true);
    }

    private string PathOf(string key) => Path.Combine(root, $"{key}.json");
}
