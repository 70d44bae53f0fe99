namespace SwiftDiffusion.Gateway.Registry;

/// <summary>A file that has been uploaded, until this is disposed.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Sha256">What it hashes to, in lower-case hexadecimal.</param>
/// <param name="SizeBytes">Its size.</param>
internal sealed record ReceivedUpload(string Path, string Sha256, long SizeBytes) : IDisposable
{
    public void Dispose() => File.Delete(Path);
}
