using System.Collections.Immutable;
using SwiftDiffusion.Engine.Images;

namespace SwiftDiffusion.Engine.Generation;

/// <summary>A finished image.</summary>
/// <param name="Image">The picture.</param>
/// <param name="Parameters">What made it, as it is embedded in the file.</param>
/// <param name="Timings">Where the time went.</param>
/// <param name="AttachedAt">For each adapter of the request the model calls made before it joined; 0 when it was there from the start.</param>
public sealed record ImageResult(PixelImage Image, GenerationParameters Parameters, PhaseTimings Timings, ImmutableArray<int> AttachedAt);

/// <summary>Durations of a request's phases.</summary>
/// <param name="Wait">Waiting for the device.</param>
/// <param name="Adapters">Loading LoRAs and ControlNets.</param>
/// <param name="Encode">Prompts, control images and source picture.</param>
/// <param name="Denoise">The denoising loop.</param>
/// <param name="Decode">Latents to pixels.</param>
public sealed record PhaseTimings(TimeSpan Wait, TimeSpan Adapters, TimeSpan Encode, TimeSpan Denoise, TimeSpan Decode)
{
    public TimeSpan Total => Wait + Adapters + Encode + Denoise + Decode;
}
