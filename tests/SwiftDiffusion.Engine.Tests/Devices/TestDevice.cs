using SwiftDiffusion.Engine.Devices;

namespace SwiftDiffusion.Engine.Tests.Devices;

/// <summary>A device of one thread for a test class, so that classes that run side by side do not fight for cores.</summary>
public sealed class TestDevice : IDisposable
{
    public Device Device { get; } = new(new DeviceSpec(DeviceKind.Cpu, 1));

    public void Dispose() => Device.Dispose();
}
