using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Host.Commands;
using SwiftDiffusion.Onnx.Bundles;

namespace SwiftDiffusion.Host.Bench.AddOns;

/// <summary>What every group of rows is given.</summary>
/// <param name="Arguments">What was asked.</param>
/// <param name="Folder">For files that do not outlive the bench.</param>
/// <param name="Store">A slow adapter store.</param>
/// <param name="Time">Measures and waits.</param>
internal sealed record AddOnContext(AddOnArguments Arguments, string Folder, SlowAdapterServer Store, TimeProvider Time)
{
    /// <summary>Pixels of a large model's pictures here: a quarter of their own number, so that a step takes a second or two.</summary>
    public const int LargeSide = 256;

    private const long AdapterBytes = 1L << 30;

    public string Model => Arguments.Model;

    /// <summary>Whether steps take seconds, so that a few must do.</summary>
    public bool IsLarge { get; } = SizeOf(Arguments.Model) > OrtRuntime.SmallGraphParameters * 10;

    /// <summary>The model on so many devices of one core each.</summary>
    /// <exception cref="CommandException">There are not that many cores.</exception>
    public Task<BenchEngine> OpenAsync(int cores, PlacementPolicy placement, CancellationToken cancellation, long adapterBytes = AdapterBytes)
    {
        var all = CoreSet.OfProcess;
        return cores <= all.Count ? OpenAsync([.. all.Split(all.Count).Take(cores).Select(DeviceSpec.On)], placement, cancellation, adapterBytes)
            : throw new CommandException($"the bench compares devices of one core each and needs {cores} of them; this process has {all.Count}");
    }

    /// <summary>The model on these devices.</summary>
    public Task<BenchEngine> OpenAsync(IReadOnlyList<DeviceSpec> specs, PlacementPolicy placement, CancellationToken cancellation, long adapterBytes = AdapterBytes) =>
        BenchEngine.OpenAsync(this, specs, placement, adapterBytes, cancellation);

    private static long SizeOf(string model)
    {
        using var bundle = ModelBundle.Open(model);
        return bundle.UNetWeights.Tensors.Sum(tensor => tensor.Entry.Count);
    }
}
