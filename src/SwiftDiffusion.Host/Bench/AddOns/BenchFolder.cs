namespace SwiftDiffusion.Host.Bench.AddOns;

/// <summary>A folder for what a bench fetches and links, gone afterwards.</summary>
internal sealed class BenchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("swiftdiffusion-bench-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
