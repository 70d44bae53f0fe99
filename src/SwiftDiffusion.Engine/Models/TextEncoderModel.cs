using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Onnx;
using SwiftDiffusion.Onnx.Components;
using SwiftDiffusion.Onnx.Graphs;

namespace SwiftDiffusion.Engine.Models;

/// <summary>A CLIP text encoder on a device, plain and with adapters.</summary>
public sealed class TextEncoderModel : IDisposable
{
    private readonly Lazy<GraphSession> _plain;
    private readonly Lazy<GraphSession> _adapted;

    public TextEncoderModel(Device device, TextEncoderConfig config, WeightSet weights, WeightMemory memory)
    {
        Config = config;
        _plain = new Lazy<GraphSession>(() => device.Load(TextEncoderGraph.Build(config, weights, GraphFlavor.Plain), memory));
        _adapted = new Lazy<GraphSession>(() => device.Load(TextEncoderGraph.Build(config, weights, GraphFlavor.Adapters), memory));
    }

    public TextEncoderConfig Config { get; }

    /// <summary>Creates the plain session now rather than at first use.</summary>
    public void Warm() => _ = _plain.Value;

    /// <summary>Encodes rows of token ids [rows · 77].</summary>
    /// <param name="ids">Token ids, MaxTokens per row.</param>
    /// <param name="adapters">Low-rank pairs, or null.</param>
    /// <param name="options">Carries termination.</param>
    /// <param name="outputs">Wanted outputs of <see cref="TextEncoderGraph"/>.</param>
    public Outputs Run(ReadOnlySpan<long> ids, AdapterInputs? adapters, RunOptions options, params string[] outputs)
    {
        int rows = ids.Length / Config.MaxTokens;
        var positions = new long[rows];
        for (int row = 0; row < rows; row++)
            positions[row] = Config.PooledPosition(ids.Slice(row * Config.MaxTokens, Config.MaxTokens));
        using var idTensor = Tensors.From(ids, rows, Config.MaxTokens);
        using var positionTensor = Tensors.From(positions, rows, 1);
        var session = (adapters is null ? _plain : _adapted).Value;
        var inputs = new Dictionary<string, OrtValue> { ["input_ids"] = idTensor, ["pooled_position"] = positionTensor };
        adapters?.Bind(session.Graph, inputs);
        return session.Run(inputs, options, outputs);
    }

    public void Dispose()
    {
        foreach (var session in new[] { _plain, _adapted }.Where(s => s.IsValueCreated))
            session.Value.Dispose();
    }
}
