using System.Collections.Concurrent;
using SwiftDiffusion.Engine.Devices;

namespace SwiftDiffusion.Engine.Models;

/// <summary>One network on several devices: an instance for each that runs it, made at its first use there. Devices that share sessions share the instance.</summary>
/// <param name="create">Puts the network on a device.</param>
public sealed class Replicas<T>(Func<Device, T> create) : IDisposable
    where T : IDisposable
{
    private readonly ConcurrentDictionary<object, Lazy<T>> _byHome = [];

    /// <summary>The instance of a device.</summary>
    public T On(Device device)
    {
        var replica = _byHome.GetOrAdd(device.SessionHome, _ => new Lazy<T>(() => create(device)));
        try
        {
            return replica.Value;
        }
        catch
        {
            // The next one tries again: files and memory change.
            _byHome.TryRemove(new KeyValuePair<object, Lazy<T>>(device.SessionHome, replica));
            throw;
        }
    }

    /// <summary>Whether the device has its instance already.</summary>
    public bool AreOn(Device device) => _byHome.TryGetValue(device.SessionHome, out var replica) && replica.IsValueCreated;

    /// <summary>Takes the network off a device; nobody may be running it there.</summary>
    public void RemoveFrom(Device device)
    {
        if (_byHome.TryRemove(device.SessionHome, out var replica) && replica.IsValueCreated)
            replica.Value.Dispose();
    }

    public void Dispose()
    {
        foreach (var replica in _byHome.Values.Where(replica => replica.IsValueCreated))
            replica.Value.Dispose();
        _byHome.Clear();
    }
}
