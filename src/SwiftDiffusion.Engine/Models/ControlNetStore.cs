using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Onnx;
using SwiftDiffusion.Onnx.Bundles;

namespace SwiftDiffusion.Engine.Models;

/// <summary>
/// The ControlNets of a model: opened once however many ask, loaded on the devices that need them, and kept there as long as the budget of each memory
/// lasts. A request has its ControlNets on its own device as long as it runs; on siblings they come and go beside the running steps.
/// </summary>
public sealed class ControlNetStore : IResidency, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly ModelReplicas _model;
    private readonly BackgroundLoads _loads;
    private readonly Dictionary<string, Task<ControlNetReplicas>> _opened = [];
    private readonly Dictionary<object, ResidentSet<ControlNetReplicas>> _memories = [];
    private readonly long _budgetBytes;
    private readonly IReadOnlyList<Device> _devices;

    /// <param name="model">What they are for.</param>
    /// <param name="devices">Where they may run.</param>
    /// <param name="budgetBytes">Bytes of weights that may lie in the memory of a device; CPU devices have the host's together.</param>
    /// <param name="failed">Told of loads in the background that failed.</param>
    public ControlNetStore(ModelReplicas model, IReadOnlyList<Device> devices, long budgetBytes, Action<string, Exception> failed)
    {
        _model = model;
        _devices = devices;
        _budgetBytes = budgetBytes;
        _loads = new BackgroundLoads(failed);
        foreach (var device in devices)
            _memories[device.Memory] = new ResidentSet<ControlNetReplicas>(budgetBytes);
    }

    /// <summary>Whether the ControlNet of a folder is in the memory of some device.</summary>
    public bool IsLoaded(string folder)
    {
        lock (_gate)
        {
            return _opened.TryGetValue(Path.GetFullPath(folder), out var opening) && opening.IsCompletedSuccessfully
                && _memories.Values.Any(memory => memory.Contains(opening.Result));
        }
    }

    /// <summary>Bytes of weights in the memory of a device.</summary>
    public long HeldBytes(Device device)
    {
        lock (_gate)
            return _memories[device.Memory].HeldBytes;
    }

    /// <summary>A ControlNet on a device, loaded beside whatever runs, and kept there until the lease is disposed.</summary>
    /// <exception cref="ModelFormatException">Not a ControlNet, or one for another architecture.</exception>
    public async Task<ControlNetLease> AcquireAsync(string folder, Device device, CancellationToken cancellation)
    {
        while (true)
        {
            var opening = Open(Path.GetFullPath(folder));
            var net = await opening.WaitAsync(cancellation).ConfigureAwait(false);
            if (TryTake(opening, device) is not { } use)
                continue;
            // Without the token: others may be waiting for the same load when the first one gives up.
            var loading = Task.Run(() => net.On(device), CancellationToken.None);
            try
            {
                await loading.WaitAsync(cancellation).ConfigureAwait(false);
                return new ControlNetLease(net, use);
            }
            catch
            {
                _loads.After(loading, use.Dispose);
                throw;
            }
        }
    }

    public bool IsHeld(ControlNetReplicas net, Device device)
    {
        lock (_gate)
            return _memories[device.Memory].Contains(net) && net.AreOn(device);
    }

    public IDisposable? TryUse(ControlNetReplicas net, Device device)
    {
        lock (_gate)
        {
            if (!_memories[device.Memory].Contains(net) || !net.AreOn(device))
                return null;
            _memories[device.Memory].Take(net, net.SizeBytes);
            return new Use(this, net, device);
        }
    }

    public void Want(ControlNetReplicas net, Device device)
    {
        Use use;
        lock (_gate)
        {
            var memory = _memories[device.Memory];
            if (!memory.Contains(net) && !memory.HasRoomFor(net.SizeBytes))
                return;
            use = Take(net, device);
        }

        if (!_loads.Start((net, device.SessionHome), $"ControlNet '{net.Name}' on {device.Spec}", () => Load(net, device, use)))
            use.Dispose();
    }

    public void Want(UNetReplicas unet, Device device, bool adapters)
    {
        // A UNet of merged weights is one request's, and may be gone before it is loaded.
        if (unet == _model.UNet)
            _loads.Start((unet, device.SessionHome, adapters), $"UNet on {device.Spec}", () => unet.On(device).Warm(adapters));
    }

    /// <summary>Frees all ControlNets; nobody may use one any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _loads.DrainAsync().ConfigureAwait(false);
        foreach (var opening in _opened.Values)
        {
            await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (opening.IsCompletedSuccessfully)
                (await opening.ConfigureAwait(false)).Dispose();
        }
    }

    /// <summary>The folder's ControlNet, being opened or open.</summary>
    private Task<ControlNetReplicas> Open(string folder)
    {
        lock (_gate)
        {
            if (!_opened.TryGetValue(folder, out var opening) || opening.IsFaulted)
                _opened[folder] = opening = Task.Run(() => OpenNow(folder));
            return opening;
        }
    }

    private ControlNetReplicas OpenNow(string folder)
    {
        var bundle = ControlNetBundle.Open(folder);
        try
        {
            bundle.RequireFits(_model.Bundle);
            return new ControlNetReplicas(bundle);
        }
        catch
        {
            bundle.Dispose();
            throw;
        }
    }

    /// <summary>Null when the ControlNet has left meanwhile.</summary>
    private Use? TryTake(Task<ControlNetReplicas> opening, Device device)
    {
        lock (_gate)
            return _opened.ContainsValue(opening) ? Take(opening.Result, device) : null;
    }

    /// <summary>To be called under the lock.</summary>
    private Use Take(ControlNetReplicas net, Device device)
    {
        _memories[device.Memory].Take(net, net.SizeBytes);
        MakeRoom(device);
        return new Use(this, net, device);
    }

    private void Release(ControlNetReplicas net, Device device)
    {
        lock (_gate)
        {
            _memories[device.Memory].Release(net);
            MakeRoom(device);
        }
    }

    /// <summary>Frees what the budget does not hold any more, and forgets what lies in no memory. To be called under the lock.</summary>
    private void MakeRoom(Device device)
    {
        foreach (var leaving in _memories[device.Memory].Overflow())
        {
            foreach (var other in _devices.Where(other => other.Memory == device.Memory))
                leaving.RemoveFrom(other);
            if (_memories.Values.Any(memory => memory.Contains(leaving)))
                continue;
            _opened.Remove(_opened.First(entry => entry.Value.IsCompletedSuccessfully && entry.Value.Result == leaving).Key);
            leaving.Dispose();
        }
    }

    private static void Load(ControlNetReplicas net, Device device, Use use)
    {
        using (use)
            net.On(device);
    }

    /// <summary>One use of a ControlNet on a device.</summary>
    private sealed class Use(ControlNetStore store, ControlNetReplicas net, Device device) : IDisposable
    {
        private int _isEnded;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isEnded, 1) == 0)
                store.Release(net, device);
        }
    }
}

/// <summary>A ControlNet that stays on a device until this is disposed.</summary>
public sealed class ControlNetLease(ControlNetReplicas net, IDisposable use) : IDisposable
{
    public ControlNetReplicas Net => net;

    public void Dispose() => use.Dispose();
}
