namespace SwiftDiffusion.Engine.Adapters.Store.Disk;

/// <summary>A file of the disk tier that stays there until this is disposed.</summary>
/// <param name="sha256">What it hashes to, in lower-case hexadecimal.</param>
/// <param name="path">Where it lies.</param>
/// <param name="release">Lets go of it.</param>
internal sealed class Blob(string sha256, string path, Action release) : IDisposable
{
    private readonly Lease<string> _lease = new(path, release);

    public string Sha256 => sha256;

    public string Path => _lease.Value;

    public void Dispose() => _lease.Dispose();
}
