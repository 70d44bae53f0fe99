using System.Collections.Immutable;

namespace SwiftDiffusion.Engine.Devices;

/// <summary>The devices that serve together, and the links between them. Several models may share a group.</summary>
public sealed class DeviceGroup : IDisposable
{
    private readonly Dictionary<(Device From, Device To), IDeviceLink> _links = [];
    private readonly OrtRuntime? _runtime;
    private readonly bool _ownsDevices;

    /// <summary>Opens devices. Idle threads spin only where one device has the whole machine: beside another they would burn its cores.</summary>
    /// <exception cref="DeviceUnavailableException">This build or machine has no such device.</exception>
    public static DeviceGroup Open(IReadOnlyList<DeviceSpec> specs, TimeProvider time)
    {
        var settings = SessionSettings.Default with { AllowsSpinning = specs is [{ HasAllCores: true }] };
        // Devices of one thread use one another's sessions, so they have one runtime.
        var shared = new OrtRuntime(new DeviceSpec(DeviceKind.Cpu, 1), settings);
        var devices = new List<Device>();
        try
        {
            foreach (var spec in specs)
                devices.Add(spec is { Kind: DeviceKind.Cpu, Threads: 1 } ? new Device(spec, shared, ownsRuntime: false) : new Device(spec, settings));
            return new DeviceGroup(devices, time, shared);
        }
        catch
        {
            devices.ForEach(device => device.Dispose());
            shared.Dispose();
            throw;
        }
    }

    /// <summary>Groups devices that stay their makers'.</summary>
    /// <param name="devices">At least one.</param>
    /// <param name="time">Measures links.</param>
    /// <param name="link">The link from one device to another; null for the usual ones.</param>
    public DeviceGroup(IEnumerable<Device> devices, TimeProvider time, Func<Device, Device, IDeviceLink>? link = null)
        : this([.. devices], link ?? ((from, to) => LinkBetween(from, to, time)))
    {
    }

    private DeviceGroup(List<Device> devices, TimeProvider time, OrtRuntime runtime)
        : this([.. devices], (from, to) => LinkBetween(from, to, time))
    {
        _runtime = runtime;
        _ownsDevices = true;
    }

    private DeviceGroup(ImmutableArray<Device> devices, Func<Device, Device, IDeviceLink> link)
    {
        Devices = devices;
        foreach (var from in devices)
        {
            foreach (var to in devices.Where(to => to != from))
                _links.Add((from, to), link(from, to));
        }
    }

    public ImmutableArray<Device> Devices { get; }

    /// <summary>The way from one device to another; to itself it is free.</summary>
    public IDeviceLink Link(Device from, Device to) => from == to ? HostLink.Instance : _links[(from, to)];

    public override string ToString() => string.Join(',', Devices.Select(device => device.Spec));

    /// <summary>Ends the devices it opened; sessions on them must be gone by then.</summary>
    public void Dispose()
    {
        if (!_ownsDevices)
            return;
        foreach (var device in Devices)
            device.Dispose();
        _runtime?.Dispose();
    }

    private static IDeviceLink LinkBetween(Device from, Device to, TimeProvider time) =>
        from.Spec.Kind == DeviceKind.Cpu && to.Spec.Kind == DeviceKind.Cpu ? HostLink.Instance : new CopyLink(time);
}
