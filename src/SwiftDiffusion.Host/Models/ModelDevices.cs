using System.Collections.Immutable;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Host.Configuration;
using SwiftDiffusion.Onnx.Bundles;

namespace SwiftDiffusion.Host.Models;

/// <summary>Opens the devices that models run on.</summary>
internal static class ModelDevices
{
    /// <param name="list">What the user named.</param>
    /// <param name="folders">The models; "auto" goes by the largest.</param>
    /// <exception cref="Onnx.ModelFormatException">A folder is not a model.</exception>
    /// <exception cref="DeviceUnavailableException">This build or machine has no such device.</exception>
    public static DeviceGroup Open(DeviceList list, IEnumerable<string> folders) => DeviceGroup.Open(Specs(list, folders), TimeProvider.System);

    /// <summary>The devices of a server: emulated ones run at its time scale, and find patched weights where its workflow patches them.</summary>
    /// <exception cref="Onnx.ModelFormatException">A folder is not a model.</exception>
    /// <exception cref="DeviceUnavailableException">This build or machine has no such device.</exception>
    public static DeviceGroup Open(ServerOptions server)
    {
        bool patches = server.Workflow == ServerWorkflow.Serial;
        var specs = Specs(server.DeviceList, server.Folders).Select(spec => patches ? spec with { Profile = spec.Profile?.Patched() } : spec);
        return DeviceGroup.Open([.. specs], TimeProvider.System, server.TimeScale);
    }

    private static ImmutableArray<DeviceSpec> Specs(DeviceList list, IEnumerable<string> folders) =>
        list.For(list.Specs.IsEmpty ? folders.Max(UNetParameters) : 0, CoreSet.OfProcess);

    private static long UNetParameters(string folder)
    {
        using var bundle = ModelBundle.Open(folder);
        return bundle.UNetWeights.Tensors.Sum(weight => weight.Entry.Count);
    }
}
