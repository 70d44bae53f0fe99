namespace SwiftDiffusion.Engine.Adapters.Store;

/// <summary>An adapter in memory: the same file, read for the same model.</summary>
/// <param name="Targets">The model's targets, by reference.</param>
/// <param name="Content">What tells the file from others: its hash, or path, date and size.</param>
internal readonly record struct AdapterKey(AdapterTargetCatalog Targets, string Content)
{
    /// <summary>A file of the disk tier.</summary>
    public static AdapterKey OfHash(AdapterTargetCatalog targets, string sha256) => new(targets, sha256);

    /// <summary>A file as it is now; a changed file is another adapter.</summary>
    public static AdapterKey OfFile(AdapterTargetCatalog targets, string path)
    {
        var info = new FileInfo(path);
        return new(targets, info.Exists ? FormattableString.Invariant($"{info.FullName} {info.LastWriteTimeUtc.Ticks} {info.Length}") : info.FullName);
    }
}
