using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Onnx;
using SwiftDiffusion.Onnx.Components;
using SwiftDiffusion.Onnx.Graphs;

namespace SwiftDiffusion.Engine.Models;

/// <summary>
/// A UNet on a device, as two sessions per flavour: the plain one, and one whose projections take adapters, made when the first adapter comes.
/// </summary>
public sealed class UNetModel : IDisposable
{
    private readonly Device _device;
    private readonly WeightSet _weights;
    private readonly WeightMemory _memory;
    private readonly bool _sharesPackedWeights;
    private readonly GraphFlavor _probes;
    private readonly Dictionary<string, OrtValue> _noResiduals = [];
    private readonly Lazy<Halves> _plain;
    private readonly Lazy<Halves> _adapted;

    /// <param name="device">Where it runs.</param>
    /// <param name="config">Architecture.</param>
    /// <param name="weights">Tensors.</param>
    /// <param name="memory">The tensors as ONNX Runtime sees them; its owner keeps it alive.</param>
    /// <param name="probed">Whether inner values become outputs.</param>
    /// <param name="sharesPackedWeights">Off for weights of one request's own, which would otherwise stay packed for good.</param>
    public UNetModel(Device device, UNetConfig config, WeightSet weights, WeightMemory memory, bool probed = false, bool sharesPackedWeights = true)
    {
        Config = config;
        _device = device;
        _weights = weights;
        _memory = memory;
        _sharesPackedWeights = sharesPackedWeights;
        _probes = probed ? GraphFlavor.Probed : GraphFlavor.Plain;
        _plain = new Lazy<Halves>(() => Load(GraphFlavor.Plain));
        _adapted = new Lazy<Halves>(() => Load(GraphFlavor.Adapters));
        var channels = UNetGraphs.SkipChannels(config);
        for (int i = 0; i < channels.Count; i++)
            _noResiduals.Add(UNetGraphs.Residual(i), Zeros(channels[i]));
        _noResiduals.Add("residual_mid", Zeros(config.BlockChannels[^1]));
    }

    public UNetConfig Config { get; }

    /// <summary>Module paths that the graphs of an architecture take low-rank pairs for.</summary>
    public static HashSet<string> TargetsOf(UNetConfig config, WeightSet weights) =>
    [
        .. UNetGraphs.Down(config, weights, GraphFlavor.Adapters).AdapterSlots.Select(slot => slot.Target),
        .. UNetGraphs.Up(config, weights, GraphFlavor.Adapters).AdapterSlots.Select(slot => slot.Target),
    ];

    /// <summary>Whether the sessions of a flavour have been created.</summary>
    public bool IsReady(bool adapters) => (adapters ? _adapted : _plain).IsValueCreated;

    /// <summary>Creates the sessions now rather than at first use.</summary>
    public void Warm(bool adapters)
    {
        _ = _plain.Value;
        if (adapters)
            _ = _adapted.Value;
    }

    /// <summary>First half: skips, middle and time. The caller disposes the result after the second half.</summary>
    public Outputs RunDown(UNetInputs inputs, AdapterRows? adapters, RunOptions options)
    {
        var session = Sessions(adapters).Down;
        var values = inputs.ByName();
        adapters?.Bind(session.Graph, values);
        return session.Run(values, options);
    }

    /// <summary>Name of the second half's output.</summary>
    public const string NoisePrediction = "noise_prediction";

    /// <summary>Second half: noise_prediction [rows, C, h, w].</summary>
    public Outputs RunUp(Outputs down, UNetInputs inputs, Residuals? residuals, AdapterRows? adapters, RunOptions options)
    {
        var session = Sessions(adapters).Up;
        var values = new Dictionary<string, OrtValue> { ["encoder_hidden_states"] = inputs.Context };
        foreach (string name in down.Names)
        {
            if (name is "mid" or "time" || name.StartsWith("skip_", StringComparison.Ordinal))
                values.Add(name, down[name]);
        }

        if (residuals is not null)
            residuals.Bind(values);
        else
            foreach (var (name, zeros) in _noResiduals)
                values.Add(name, zeros);
        adapters?.Bind(session.Graph, values);
        return session.Run(values, options);
    }

    public void Dispose()
    {
        foreach (var halves in new[] { _plain, _adapted }.Where(h => h.IsValueCreated))
            halves.Value.Dispose();
        foreach (var zeros in _noResiduals.Values)
            zeros.Dispose();
    }

    private Halves Sessions(AdapterRows? adapters) => (adapters is null ? _plain : _adapted).Value;

    private Halves Load(GraphFlavor flavor)
    {
        var down = _device.Load(UNetGraphs.Down(Config, _weights, flavor | _probes), _memory, _sharesPackedWeights);
        try
        {
            return new Halves(down, _device.Load(UNetGraphs.Up(Config, _weights, flavor | _probes), _memory, _sharesPackedWeights));
        }
        catch
        {
            down.Dispose();
            throw;
        }
    }

    private static OrtValue Zeros(int channels)
    {
        var zeros = Tensors.Allocate(1, channels, 1, 1);
        zeros.GetTensorMutableDataAsSpan<float>().Clear();
        return zeros;
    }

    private sealed record Halves(GraphSession Down, GraphSession Up) : IDisposable
    {
        public void Dispose()
        {
            Down.Dispose();
            Up.Dispose();
        }
    }
}
