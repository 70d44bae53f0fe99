using Microsoft.Extensions.Time.Testing;
using SwiftDiffusion.Engine.Adapters;
using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Testing;

namespace SwiftDiffusion.Engine.Tests.Adapters.Store;

/// <summary>Tiers with a folder and a clock of their own; waits between attempts are none unless a test sets them.</summary>
internal sealed class StoreFixture : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public StoreFixture(Action<AdapterStoreOptions>? configure = null, AdapterTargetCatalog? targets = null)
    {
        Options = new AdapterStoreOptions { Folder = _root.File("cache"), RetryDelay = TimeSpan.Zero, MaxRetryDelay = TimeSpan.Zero };
        configure?.Invoke(Options);
        Tiers = Open();
        Store = Tiers.StoreFor(targets ?? TinyWorldLoras.Targets, "tinyworld");
    }

    public AdapterStoreOptions Options { get; }

    public FakeTimeProvider Time { get; } = new();

    public AdapterTiers Tiers { get; }

    public AdapterStore Store { get; }

    /// <summary>Files of the disk tier.</summary>
    public string[] Blobs => Files("sha256", "*.safetensors");

    /// <summary>Files that are arriving.</summary>
    public string[] Incoming => Files("incoming", "*.part");

    /// <summary>Other tiers over the same folder, as another process has them.</summary>
    public AdapterTiers Open() => new(Options, Time, new Random(1));

    public string Write(string name, byte[] content)
    {
        string path = _root.File(name);
        File.WriteAllBytes(path, content);
        return path;
    }

    public async Task<LoraFile> UseAsync(AdapterSource source)
    {
        using var lease = await Store.AcquireAsync(source.DefaultName, source, progress: null, CancellationToken.None);
        return lease.Adapter;
    }

    public void Dispose()
    {
        Tiers.Dispose();
        _root.Dispose();
    }

    private string[] Files(string folder, string pattern)
    {
        string path = Path.Combine(Options.Folder, folder);
        return Directory.Exists(path) ? Directory.GetFiles(path, pattern, SearchOption.AllDirectories) : [];
    }
}
