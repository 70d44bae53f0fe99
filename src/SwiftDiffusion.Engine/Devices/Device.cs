using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Onnx.Graphs;

namespace SwiftDiffusion.Engine.Devices;

/// <summary>A set of cores or a GPU: makes sessions of compiled graphs, and has one owner that runs them, one at a time.</summary>
public sealed class Device : IDisposable
{
    private static readonly object HostMemory = new();

    private readonly IGraphRuntime _runtime;
    private readonly bool _ownsRuntime;
    private readonly Lazy<DeviceQueue> _queue;
    private long _runTicks;
    private int _activeLoops;

    /// <summary>A device with an ONNX Runtime of its own.</summary>
    /// <exception cref="DeviceUnavailableException">This build or machine has no such device.</exception>
    public Device(DeviceSpec spec, SessionSettings? settings = null)
        : this(spec, new OrtRuntime(spec, settings), ownsRuntime: true)
    {
    }

    /// <summary>A device over any runtime.</summary>
    /// <param name="spec">What it is called, and where its owner runs.</param>
    /// <param name="runtime">Loads its graphs.</param>
    /// <param name="ownsRuntime">Whether the runtime ends with the device.</param>
    public Device(DeviceSpec spec, IGraphRuntime runtime, bool ownsRuntime)
    {
        Spec = spec;
        _runtime = runtime;
        _ownsRuntime = ownsRuntime;
        Class = spec switch
        {
            { Kind: DeviceKind.Cpu } => $"cpu x{spec.Threads}",
            { Profile: { } profile } => $"emulated {profile.Name}",
            _ => $"{spec.Kind}",
        };
        Tag = new KeyValuePair<string, object?>("device", $"{spec}");
        _queue = new Lazy<DeviceQueue>(() => new DeviceQueue(spec.ToString(), spec.Cores));
    }

    public DeviceSpec Spec { get; }

    /// <summary>The one owner: everything that runs a graph for a request goes through it.</summary>
    public DeviceQueue Queue => _queue.Value;

    /// <summary>Threads a large graph runs on.</summary>
    public int Threads => Spec.Threads;

    /// <summary>
    /// Devices with the same home use one another's sessions: those on one thread of the host over the same runtime, because their runs need nothing
    /// but the caller's thread. Any other device is its own home.
    /// </summary>
    public object SessionHome => Spec is { Kind: DeviceKind.Cpu, Threads: 1 } ? _runtime : this;

    /// <summary>Devices with the same memory hold a network's weights once: CPU devices all have the host's.</summary>
    public object Memory => Spec.Kind == DeviceKind.Cpu ? HostMemory : this;

    /// <summary>Devices of one class take equally long for the same work.</summary>
    public string Class { get; }

    /// <summary>The device in metrics.</summary>
    internal KeyValuePair<string, object?> Tag { get; }

    /// <summary>Whether no denoising loop has anything to step here, so that it may serve the sequences of other devices.</summary>
    public bool IsFree => Volatile.Read(ref _activeLoops) == 0;

    /// <summary>Time spent inside the runtime by the sessions made here; the rest of a step is this project's own.</summary>
    public TimeSpan RunTime => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _runTicks));

    /// <summary>Threads that a graph runs on here.</summary>
    public int ThreadsFor(CompiledGraph graph) => _runtime.ThreadsFor(graph);

    /// <summary>Creates the session of a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="weights">Its tensors; must outlive the session.</param>
    /// <param name="sharesPackedWeights">Whether packed weights go to the container that other flavours read, and that only grows.</param>
    public GraphSession Load(CompiledGraph graph, WeightMemory weights, bool sharesPackedWeights = true)
    {
        var session = new GraphSession(this, graph, _runtime.Load(graph, weights, sharesPackedWeights));
        EngineTelemetry.WeightsLoaded.Add(graph.ParameterCount * sizeof(float), Tag);
        return session;
    }

    /// <summary>Takes the time that this device would need to write adapters into the weights, when its turn comes.</summary>
    internal Task PatchAsync(int adapters, CancellationToken cancellation) => Queue.RunAsync(
        WorkPriority.Encode,
        () =>
        {
            _runtime.Patch(adapters);
            return adapters;
        },
        cancellation);

    /// <summary>Runs something on the device when its turn comes; the token stops it within one graph.</summary>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async Task<T> RunAsync<T>(WorkPriority priority, TimeSpan expected, Func<RunOptions, T> work, CancellationToken cancellation)
    {
        using var options = new RunOptions();
        await using var termination = cancellation.Register(() => options.Terminate = true).ConfigureAwait(false);
        try
        {
            return await Queue.RunAsync(priority, expected, () => work(options), cancellation).ConfigureAwait(false);
        }
        catch (OnnxRuntimeException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
    }

    /// <summary>A denoising loop steps sequences here from now on.</summary>
    internal void EnterLoop() => Interlocked.Increment(ref _activeLoops);

    internal void LeaveLoop() => Interlocked.Decrement(ref _activeLoops);

    internal void AddRunTime(long stopwatchTicks) => Interlocked.Add(ref _runTicks, stopwatchTicks);

    /// <summary>Lets the running work end, cancels what waits, and ends the owner; its sessions must be gone by then.</summary>
    public void Dispose()
    {
        if (_queue.IsValueCreated)
            _queue.Value.Dispose();
        if (_ownsRuntime)
            _runtime.Dispose();
    }
}
