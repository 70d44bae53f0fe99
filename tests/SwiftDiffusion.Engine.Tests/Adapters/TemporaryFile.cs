namespace SwiftDiffusion.Engine.Tests.Adapters;

/// <summary>An adapter file that is deleted with its test.</summary>
internal sealed class TemporaryFile : IDisposable
{
    public TemporaryFile(byte[] content)
    {
        Path = System.IO.Path.Combine(Directory.CreateTempSubdirectory("adapter").FullName, "adapter.safetensors");
        File.WriteAllBytes(Path, content);
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(System.IO.Path.GetDirectoryName(Path)!, recursive: true);
}
