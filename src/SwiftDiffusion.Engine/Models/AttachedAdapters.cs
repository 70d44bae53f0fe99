using System.Collections.Immutable;
using SwiftDiffusion.Engine.Adapters;
using SwiftDiffusion.Engine.Devices;

namespace SwiftDiffusion.Engine.Models;

/// <summary>The adapters of one request, ready to run: which UNet, and which low-rank pairs for it and the text encoders.</summary>
public sealed class AttachedAdapters : IDisposable
{
    private readonly IDisposable? _merged;

    private AttachedAdapters(UNetModel unet, AdapterInputs? unetInputs, ImmutableArray<AdapterInputs?> textEncoders, IDisposable? merged)
    {
        UNet = unet;
        UNetInputs = unetInputs;
        TextEncoders = textEncoders;
        _merged = merged;
    }

    public UNetModel UNet { get; }

    public AdapterInputs? UNetInputs { get; }

    /// <summary>One entry per text encoder of the model.</summary>
    public ImmutableArray<AdapterInputs?> TextEncoders { get; }

    /// <summary>No adapters: the model as it is.</summary>
    public static AttachedAdapters None(ModelParts parts, Device device) => Resolve(AdapterStack.Empty, parts, device);

    /// <summary>Resolves adapters that are loaded already.</summary>
    public static AttachedAdapters Resolve(AdapterStack stack, ModelParts parts, Device device)
    {
        AdapterComponent[] encoders = [AdapterComponent.TextEncoder, AdapterComponent.TextEncoder2];
        var textInputs = encoders.Take(parts.Bundle.TextEncoders.Length).Select(encoder => AdapterResolver.Inputs(stack, encoder)).ToImmutableArray();
        if (AdapterResolver.FitsInputs(stack, AdapterComponent.UNet, parts.UNet.AdapterTargets))
            return new AttachedAdapters(parts.UNet, AdapterResolver.Inputs(stack, AdapterComponent.UNet), textInputs, merged: null);

        var memory = AdapterResolver.Merge(stack, AdapterComponent.UNet, parts.Bundle.UNetWeights);
        var merged = new UNetModel(device, parts.Bundle.UNet, parts.Bundle.UNetWeights, memory, sharesPackedWeights: false);
        return new AttachedAdapters(merged, null, textInputs, new MergedUNet(merged, memory));
    }

    public void Dispose()
    {
        UNetInputs?.Dispose();
        foreach (var inputs in TextEncoders)
            inputs?.Dispose();
        _merged?.Dispose();
    }

    private sealed record MergedUNet(UNetModel Model, WeightMemory Memory) : IDisposable
    {
        public void Dispose()
        {
            Model.Dispose();
            Memory.Dispose();
        }
    }
}
