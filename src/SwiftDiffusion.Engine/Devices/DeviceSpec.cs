using System.Globalization;

namespace SwiftDiffusion.Engine.Devices;

/// <summary>What kind of device runs graphs.</summary>
public enum DeviceKind
{
    /// <summary>A set of CPU cores.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU through ONNX Runtime's CUDA provider. Compiled always, untested until a GPU has run it.</summary>
    Cuda,
}

/// <summary>A device as a user writes it: "cpu" (all cores), "cpu:2" (that many threads), "cuda:0" (that GPU).</summary>
/// <param name="Kind">Provider.</param>
/// <param name="Number">CPU: threads, 0 for all cores. CUDA: device index.</param>
public sealed record DeviceSpec(DeviceKind Kind, int Number)
{
    /// <summary>All cores of the CPU.</summary>
    public static DeviceSpec Default { get; } = new(DeviceKind.Cpu, 0);

    /// <summary>Parses a device's text form; null when it is not one.</summary>
    public static DeviceSpec? TryParse(string text)
    {
        string[] parts = text.Split(':');
        int number = 0;
        if (parts.Length > 2 || (parts.Length == 2 && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out number)))
            return null;
        return parts[0] switch
        {
            "cpu" when parts.Length == 1 || number > 0 => new DeviceSpec(DeviceKind.Cpu, number),
            "cuda" => new DeviceSpec(DeviceKind.Cuda, number),
            _ => null,
        };
    }

    public override string ToString() => Kind switch
    {
        DeviceKind.Cpu => Number == 0 ? "cpu" : $"cpu:{Number}",
        _ => $"cuda:{Number}",
    };
}
