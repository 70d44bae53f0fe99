using SwiftDiffusion.Engine.Adapters;
using SwiftDiffusion.Onnx;
using SwiftDiffusion.Onnx.Safetensors;
using SwiftDiffusion.Testing;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Adapters;

public sealed class AdapterStoreTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly AdapterTargetCatalog Targets = Catalog();
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Loads_a_file_once_however_many_ask()
    {
        var store = Store(budget: 0);
        var leases = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => store.AcquireAsync(Lora("neon"), None)));
        Assert.Single(leases.Select(lease => lease.Adapter).Distinct());
        Assert.Equal(leases[0].Adapter.SizeBytes, store.HeldBytes);
        foreach (var lease in leases)
            lease.Dispose();
    }

    [Fact]
    public async Task Keeps_what_is_in_use_even_beyond_the_budget()
    {
        var store = Store(budget: 0);
        var first = await store.AcquireAsync(Lora("neon"), None);
        var second = await store.AcquireAsync(Lora("pastel"), None);
        Assert.Equal(first.Adapter.SizeBytes + second.Adapter.SizeBytes, store.HeldBytes);
        first.Dispose();
        Assert.Equal(second.Adapter.SizeBytes, store.HeldBytes);
        second.Dispose();
        Assert.Equal(0, store.HeldBytes);
    }

    [Fact]
    public async Task Lets_the_least_recently_used_leave_first()
    {
        long size = await SizeOfAsync("sketch");
        var store = Store(budget: 2 * size);
        var sketch = await UseAsync(store, "sketch");
        await UseAsync(store, "pastel");
        await UseAsync(store, "sketch");
        await UseAsync(store, "pixel");
        Assert.True(store.HeldBytes <= 2 * size);
        Assert.Same(sketch, await UseAsync(store, "sketch"));
    }

    [Fact]
    public async Task Memory_stays_within_the_budget_over_many_adapters()
    {
        long size = await SizeOfAsync("sketch");
        var store = Store(budget: 3 * size);
        for (int i = 0; i < 100; i++)
        {
            string copy = Path.Combine(_folder, $"{i}.safetensors");
            File.Copy(Lora("sketch"), copy);
            (await store.AcquireAsync(copy, None)).Dispose();
            Assert.True(store.HeldBytes <= 3 * size);
        }
    }

    [Fact]
    public async Task Releasing_a_lease_twice_releases_it_once()
    {
        var store = Store(budget: 0);
        var first = await store.AcquireAsync(Lora("neon"), None);
        var second = await store.AcquireAsync(Lora("neon"), None);
        first.Dispose();
        first.Dispose();
        Assert.Equal(second.Adapter.SizeBytes, store.HeldBytes);
        second.Dispose();
    }

    [Fact]
    public async Task A_broken_file_never_enters_and_can_be_mended()
    {
        var store = Store(budget: 1 << 30);
        string path = Path.Combine(_folder, "mended.safetensors");
        await File.WriteAllBytesAsync(path, [1, 2, 3], None);
        await Assert.ThrowsAsync<ModelFormatException>(() => store.AcquireAsync(path, None));
        Assert.Equal(0, store.HeldBytes);
        File.Copy(Lora("neon"), path, overwrite: true);
        using var lease = await store.AcquireAsync(path, None);
        Assert.NotEmpty(lease.Adapter.Layers);
    }

    [Fact]
    public async Task A_missing_file_says_so()
    {
        var failure = await Assert.ThrowsAsync<ModelFormatException>(() => Store(0).AcquireAsync(Path.Combine(_folder, "none.safetensors"), None));
        Assert.Equal("file not found", failure.Problem);
    }

    private static async Task<LoraFile> UseAsync(AdapterStore store, string name)
    {
        using var lease = await store.AcquireAsync(Lora(name), None);
        return lease.Adapter;
    }

    private static async Task<long> SizeOfAsync(string name) => (await UseAsync(Store(0), name)).SizeBytes;

    private static AdapterStore Store(long budget) => new(Targets, LoraLimits.Default, budget);

    private static string Lora(string name) => RepositoryRoot.File("onnx", "tinyworld", "lora", $"{name}.safetensors");

    private static AdapterTargetCatalog Catalog()
    {
        using var unet = SafetensorsFile.Open(RepositoryRoot.File("onnx", "tinyworld", "unet", "diffusion_pytorch_model.safetensors"));
        using var text = SafetensorsFile.Open(RepositoryRoot.File("onnx", "tinyworld", "text_encoder", "model.safetensors"));
        return AdapterTargetCatalog.FromWeights(new Dictionary<AdapterComponent, IEnumerable<TensorEntry>>
        {
            [AdapterComponent.UNet] = unet.Tensors.Values,
            [AdapterComponent.TextEncoder] = text.Tensors.Values,
        });
    }
}
