using SwiftDiffusion.Engine.Devices.Emulation;

namespace SwiftDiffusion.Engine.Devices;

/// <summary>What kind of device runs graphs.</summary>
public enum DeviceKind
{
    /// <summary>A set of CPU cores.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU through ONNX Runtime's CUDA provider. Compiled always, untested until a GPU has run it.</summary>
    Cuda,

    /// <summary>A wait as long as a measured device's work; see <see cref="Emulation.EmulatedRuntime"/>.</summary>
    Emulated,
}

/// <summary>One device; <see cref="DeviceList"/> has the text form.</summary>
/// <param name="Kind">Provider.</param>
/// <param name="Number">CPU: threads, 0 for as many as there are cores. CUDA and emulated: device index.</param>
/// <param name="Cores">CPU: the cores its threads are kept on; null lets the system place them.</param>
/// <param name="Profile">Emulated: what its work costs.</param>
public sealed record DeviceSpec(DeviceKind Kind, int Number, CoreSet? Cores = null, DeviceProfile? Profile = null)
{
    /// <summary>All cores of the CPU.</summary>
    public static DeviceSpec Default { get; } = new(DeviceKind.Cpu, 0);

    /// <summary>Whether it is the CPU as a whole.</summary>
    public bool HasAllCores => Kind == DeviceKind.Cpu && Number == 0;

    /// <summary>Threads of the host that a large graph occupies.</summary>
    public int Threads => Kind == DeviceKind.Cpu && Number > 0 ? Number : Environment.ProcessorCount;

    /// <summary>A device on those cores.</summary>
    public static DeviceSpec On(CoreSet cores) => new(DeviceKind.Cpu, cores.Count, cores);

    /// <summary>An emulated device, one of several with that profile.</summary>
    public static DeviceSpec Emulated(DeviceProfile profile, int number) => new(DeviceKind.Emulated, number, Profile: profile);

    public override string ToString() => this switch
    {
        { Profile: { } profile } => $"emulated:{profile.Name}#{Number}",
        { Kind: DeviceKind.Cuda } => $"cuda:{Number}",
        { Cores: { } cores } => $"cpu:{cores}",
        { Number: 0 } => "cpu",
        _ => $"cpu, {Number} threads",
    };
}
