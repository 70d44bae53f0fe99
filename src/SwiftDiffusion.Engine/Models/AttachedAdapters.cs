using System.Collections.Immutable;
using SwiftDiffusion.Engine.Adapters;
using SwiftDiffusion.Engine.Devices;

namespace SwiftDiffusion.Engine.Models;

/// <summary>The adapters of one request, ready to run: which UNet, and which low-rank pairs for it and the text encoders.</summary>
public sealed class AttachedAdapters : IDisposable
{
    private readonly IDisposable? _merged;

    private AttachedAdapters(UNetReplicas unet, AdapterInputs? unetInputs, ImmutableArray<AdapterInputs?> textEncoders, IDisposable? merged)
    {
        UNet = unet;
        UNetInputs = unetInputs;
        TextEncoders = textEncoders;
        _merged = merged;
    }

    public UNetReplicas UNet { get; }

    public AdapterInputs? UNetInputs { get; }

    /// <summary>One entry per text encoder of the model.</summary>
    public ImmutableArray<AdapterInputs?> TextEncoders { get; }

    /// <summary>No adapters: the model as it is.</summary>
    public static AttachedAdapters None(ModelReplicas model, Device device) => Resolve(AdapterStack.Empty, model, device);

    /// <summary>Resolves adapters that are loaded already.</summary>
    /// <param name="stack">The adapters with their scales.</param>
    /// <param name="model">What they are for.</param>
    /// <param name="device">Where a UNet of merged weights gets its sessions at once, so that no step waits for them.</param>
    public static AttachedAdapters Resolve(AdapterStack stack, ModelReplicas model, Device device)
    {
        AdapterComponent[] encoders = [AdapterComponent.TextEncoder, AdapterComponent.TextEncoder2];
        var textInputs = encoders.Take(model.Bundle.TextEncoders.Length).Select(encoder => AdapterResolver.Inputs(stack, encoder)).ToImmutableArray();
        if (AdapterResolver.FitsInputs(stack, AdapterComponent.UNet, model.UNetInputTargets))
            return new AttachedAdapters(model.UNet, AdapterResolver.Inputs(stack, AdapterComponent.UNet), textInputs, merged: null);

        var merged = MergedUNet.Create(stack, model, device);
        return new AttachedAdapters(merged.UNet, null, textInputs, merged);
    }

    public void Dispose()
    {
        UNetInputs?.Dispose();
        foreach (var inputs in TextEncoders)
            inputs?.Dispose();
        _merged?.Dispose();
    }

    private sealed record MergedUNet(UNetReplicas UNet, WeightMemory Memory) : IDisposable
    {
        public static MergedUNet Create(AdapterStack stack, ModelReplicas model, Device device)
        {
            var memory = AdapterResolver.Merge(stack, AdapterComponent.UNet, model.Bundle.UNetWeights);
            var merged = new MergedUNet(new UNetReplicas(model.Bundle.UNet, model.Bundle.UNetWeights, memory, sharesPackedWeights: false), memory);
            try
            {
                merged.UNet.On(device).Warm(adapters: false);
                return merged;
            }
            catch
            {
                merged.Dispose();
                throw;
            }
        }

        public void Dispose()
        {
            UNet.Dispose();
            Memory.Dispose();
        }
    }
}
