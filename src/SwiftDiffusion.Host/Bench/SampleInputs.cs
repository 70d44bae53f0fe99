using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Engine.NoiseSchedulers;
using SwiftDiffusion.Onnx.Bundles;

namespace SwiftDiffusion.Host.Bench;

/// <summary>Inputs of the right shapes and spread for a model's graphs: a graph takes as long over noise as over anything else.</summary>
internal sealed class SampleInputs(ModelBundle bundle, int height, int width) : IDisposable
{
    private const float Timestep = 500;
    private const int SizeConditions = 6;

    private readonly SeededNoise _noise = new(seed: 1);
    private readonly List<OrtValue> _owned = [];

    public int Height => height;

    public int Width => width;

    /// <summary>A UNet evaluation of that many rows.</summary>
    public UNetInputs UNet(int rows)
    {
        int scale = bundle.Vae.Scale;
        var timesteps = Own(Tensors.From([.. Enumerable.Repeat(Timestep, rows)], rows));
        var context = Normal(rows, bundle.TextEncoders[0].Config.MaxTokens, bundle.UNet.ContextWidth);
        var added = bundle.IsXl ? new AddedConditions(Normal(rows, bundle.TextEncoders[^1].Config.ProjectionWidth), Normal(rows, SizeConditions)) : null;
        return new UNetInputs(Normal(rows, bundle.UNet.InChannels, height / scale, width / scale), timesteps, context, added);
    }

    /// <summary>Normal numbers of that shape.</summary>
    public OrtValue Normal(params long[] shape)
    {
        var tensor = Own(Tensors.Allocate(shape));
        _noise.FillStandardNormal(tensor.GetTensorMutableDataAsSpan<float>());
        return tensor;
    }

    /// <summary>Latents of one picture.</summary>
    public OrtValue Latents() => Normal(1, bundle.Vae.LatentChannels, height / bundle.Vae.Scale, width / bundle.Vae.Scale);

    /// <summary>Normal numbers as an array.</summary>
    public float[] NormalArray(int length)
    {
        var values = new float[length];
        _noise.FillStandardNormal(values);
        return values;
    }

    public void Dispose() => _owned.ForEach(tensor => tensor.Dispose());

    private OrtValue Own(OrtValue tensor)
    {
        _owned.Add(tensor);
        return tensor;
    }
}
