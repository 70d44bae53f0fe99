using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Onnx;
using SwiftDiffusion.Onnx.Components;

namespace SwiftDiffusion.Engine.Models;

/// <summary>A VAE on a device; the encoder's session is made when the first image comes in.</summary>
public sealed class VaeModel : IDisposable
{
    private readonly Lazy<GraphSession> _encoder;
    private readonly Lazy<GraphSession> _decoder;

    public VaeModel(Device device, VaeConfig config, WeightSet weights, WeightMemory memory)
    {
        Config = config;
        _encoder = new Lazy<GraphSession>(() => device.Load(VaeGraphs.Encoder(config, weights), memory));
        _decoder = new Lazy<GraphSession>(() => device.Load(VaeGraphs.Decoder(config, weights), memory));
    }

    public VaeConfig Config { get; }

    /// <summary>Creates the decoder's session now rather than at first use.</summary>
    public void Warm() => _ = _decoder.Value;

    /// <summary>latents [rows, C, h, w], divided by the scaling factor already, to "image" [rows, 3, 8h, 8w].</summary>
    public Outputs Decode(OrtValue latents, RunOptions options) => _decoder.Value.Run(new Dictionary<string, OrtValue> { ["latents"] = latents }, options);

    /// <summary>image [rows, 3, 8h, 8w] in [-1, 1] to "moments" [rows, 2·C, h, w].</summary>
    public Outputs Encode(OrtValue image, RunOptions options) => _encoder.Value.Run(new Dictionary<string, OrtValue> { ["image"] = image }, options);

    public void Dispose()
    {
        foreach (var session in new[] { _encoder, _decoder }.Where(s => s.IsValueCreated))
            session.Value.Dispose();
    }
}
