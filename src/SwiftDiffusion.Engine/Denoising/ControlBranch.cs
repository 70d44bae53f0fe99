using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Models;

namespace SwiftDiffusion.Engine.Denoising;

/// <summary>One ControlNet of a sequence: its image embedded once, its strength and the part of the run in which it acts.</summary>
public sealed class ControlBranch : IDisposable
{
    private readonly Outputs _embedding;
    private readonly OrtValue _scale;
    private readonly ControlSettings _settings;

    /// <param name="net">The ControlNet; stays its owner's.</param>
    /// <param name="device">Where the image is embedded; has the ControlNet.</param>
    /// <param name="image">Control image [channels, 8h, 8w] in [0, 1].</param>
    /// <param name="size">Its size in pixels.</param>
    /// <param name="settings">Strength and window.</param>
    /// <param name="options">Carries termination.</param>
    public ControlBranch(
        ControlNetReplicas net, Device device, ReadOnlySpan<float> image, (int Height, int Width) size, ControlSettings settings, RunOptions options)
    {
        Net = net;
        _settings = settings;
        using var pixels = Tensors.From(image, 1, image.Length / size.Height / size.Width, size.Height, size.Width);
        _embedding = net.On(device).Embed(pixels, options);
        _scale = Tensors.From([settings.ConditioningScale], 1, 1, 1, 1);
    }

    public ControlNetReplicas Net { get; }

    /// <summary>Embedded control image [1, C, h, w].</summary>
    public OrtValue Embedding => _embedding["embedding"];

    /// <summary>Conditioning scale [1, 1, 1, 1].</summary>
    public OrtValue Scale => _scale;

    /// <summary>Whether the branch acts on a call of so many.</summary>
    public bool IsActive(int call, int calls) => _settings.IsActive(call, calls);

    public void Dispose()
    {
        _embedding.Dispose();
        _scale.Dispose();
    }
}

/// <summary>Strength of a ControlNet and the part of the run, 0 to 1, in which it acts.</summary>
public sealed record ControlSettings(float ConditioningScale, float Start, float End)
{
    /// <summary>A call acts only if it lies wholly inside the window.</summary>
    public bool IsActive(int call, int calls) => (float)call / calls >= Start && (float)(call + 1) / calls <= End;
}
