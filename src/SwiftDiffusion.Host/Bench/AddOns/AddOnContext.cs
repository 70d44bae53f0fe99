using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Onnx.Bundles;

namespace SwiftDiffusion.Host.Bench.AddOns;

/// <summary>What every group of rows is given.</summary>
/// <param name="Model">Model folder.</param>
/// <param name="Folder">For files that do not outlive the bench.</param>
/// <param name="Store">A slow adapter store.</param>
/// <param name="TimeScale">Emulated seconds per real one.</param>
/// <param name="Time">Measures and waits.</param>
internal sealed record AddOnContext(string Model, string Folder, SlowAdapterServer Store, double TimeScale, TimeProvider Time)
{
    public Sampler Sampler { get; } = new(Time);

    /// <summary>Whether steps take seconds, so that a few must do.</summary>
    public bool IsLarge { get; } = SizeOf(Model) > OrtRuntime.SmallGraphParameters * 10;

    /// <summary>The model on so many devices of one core each.</summary>
    public Task<BenchEngine> OpenAsync(int cores, PlacementPolicy placement, CancellationToken cancellation, long adapterBytes = 1L << 30) => BenchEngine.OpenAsync(
        Model, [.. CoreSet.OfProcess.Split(CoreSet.OfProcess.Count).Take(cores).Select(DeviceSpec.On)], placement, Folder, Time, cancellation, adapterBytes);

    private static long SizeOf(string model)
    {
        using var bundle = ModelBundle.Open(model);
        return bundle.UNetWeights.Tensors.Sum(tensor => tensor.Entry.Count);
    }
}
