using System.Collections.Immutable;
using SwiftDiffusion.Engine.Devices.Emulation;

namespace SwiftDiffusion.Engine.Devices;

/// <summary>The devices that serve together, and the links between them. Several models may share a group.</summary>
public sealed class DeviceGroup : IDisposable
{
    private readonly Dictionary<(Device From, Device To), IDeviceLink> _links = [];
    private readonly OrtRuntime? _runtime;
    private readonly bool _ownsDevices;

    /// <summary>Opens devices. Idle threads spin only where one device has the whole machine: beside another they would burn its cores.</summary>
    /// <exception cref="DeviceUnavailableException">This build or machine has no such device.</exception>
    /// <param name="specs">At least one.</param>
    /// <param name="time">Measures links, and is what emulated devices wait by.</param>
    /// <param name="timeScale">Emulated seconds per real one.</param>
    public static DeviceGroup Open(IReadOnlyList<DeviceSpec> specs, TimeProvider time, double timeScale = 1)
    {
        var settings = SessionSettings.Default with { AllowsSpinning = specs is [{ HasAllCores: true }] };
        // Devices of one thread use one another's sessions, so they have one runtime.
        var shared = new OrtRuntime(new DeviceSpec(DeviceKind.Cpu, 1), settings);
        var devices = new List<Device>();
        var waits = new EmulatedWaits();
        try
        {
            foreach (var spec in specs)
                devices.Add(Open(spec, settings, shared, time, timeScale, waits));
            return new DeviceGroup([.. devices], (from, to) => LinkBetween(from, to, time, timeScale), shared) { Waits = waits };
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
        : this([.. devices], link ?? ((from, to) => LinkBetween(from, to, time, 1)), runtime: null)
    {
    }

    private DeviceGroup(ImmutableArray<Device> devices, Func<Device, Device, IDeviceLink> link, OrtRuntime? runtime)
    {
        Devices = devices;
        _runtime = runtime;
        _ownsDevices = runtime is not null;
        foreach (var from in devices)
        {
            foreach (var to in devices.Where(to => to != from))
                _links.Add((from, to), link(from, to));
        }
    }

    public ImmutableArray<Device> Devices { get; }

    /// <summary>How well those of its devices that are emulated keep their times.</summary>
    public EmulatedWaits Waits { get; private init; } = new();

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

    private static Device Open(DeviceSpec spec, SessionSettings settings, OrtRuntime shared, TimeProvider time, double timeScale, EmulatedWaits waits) => spec switch
    {
        { Profile: { } profile } => new Device(spec, new EmulatedRuntime(profile, time, timeScale, waits), ownsRuntime: true),
        { Kind: DeviceKind.Cpu, Threads: 1 } => new Device(spec, shared, ownsRuntime: false),
        _ => new Device(spec, settings),
    };

    private static IDeviceLink LinkBetween(Device from, Device to, TimeProvider time, double timeScale) => (from.Spec, to.Spec) switch
    {
        ({ Kind: DeviceKind.Cpu }, { Kind: DeviceKind.Cpu }) => HostLink.Instance,
        ({ Profile: { } profile }, { Profile: not null }) => new EmulatedLink(profile.Link, time, timeScale),
        _ => new CopyLink(time),
    };
}
