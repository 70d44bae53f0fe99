using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Onnx;
using SwiftDiffusion.Onnx.Components;
using SwiftDiffusion.Testing;
using SwiftDiffusion.Testing.TinyModels;

namespace SwiftDiffusion.Engine.Tests.Models;

/// <summary>A tiny UNet, written, opened and loaded.</summary>
internal sealed class TinyUNet : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly WeightSet _weights;
    private readonly WeightMemory _memory = new();

    public TinyUNet(TinyComponent component, Device device)
    {
        component.WriteTo(_folder.Path);
        Config = UNetConfig.ReadUNet(_folder.Path);
        _weights = WeightSet.Open(_folder.Path, TinyComponents.UNet.WeightsName);
        Model = new UNetModel(device, Config, _weights, _memory);
    }

    public UNetConfig Config { get; }

    public UNetModel Model { get; }

    /// <summary>The noise prediction of some rows of 8x8 latents.</summary>
    public static float[] Predict(TinyComponent component, Device device, params int[] rows)
    {
        using var unet = new TinyUNet(component, device);
        return unet.Predict(8, 8, rows);
    }

    public float[] Predict(int height, int width, params int[] rows)
    {
        using var batch = new UNetBatch(Config, height, width, rows);
        return batch.Predict(Model);
    }

    public void Dispose()
    {
        Model.Dispose();
        _memory.Dispose();
        _weights.Dispose();
        _folder.Dispose();
    }
}
