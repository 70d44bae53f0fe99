using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Onnx.Bundles;

namespace SwiftDiffusion.Host.Models;

/// <summary>Opens the devices that models run on.</summary>
internal static class ModelDevices
{
    /// <param name="list">What the user named.</param>
    /// <param name="folders">The models; "auto" goes by the largest.</param>
    /// <exception cref="Onnx.ModelFormatException">A folder is not a model.</exception>
    /// <exception cref="DeviceUnavailableException">This build or machine has no such device.</exception>
    public static DeviceGroup Open(DeviceList list, IEnumerable<string> folders) =>
        DeviceGroup.Open(list.For(list.Specs.IsEmpty ? folders.Max(UNetParameters) : 0, CoreSet.OfProcess), TimeProvider.System);

    private static long UNetParameters(string folder)
    {
        using var bundle = ModelBundle.Open(folder);
        return bundle.UNetWeights.Tensors.Sum(weight => weight.Entry.Count);
    }
}
