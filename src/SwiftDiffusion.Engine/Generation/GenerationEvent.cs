using SwiftDiffusion.Engine.Images;

namespace SwiftDiffusion.Engine.Generation;

/// <summary>What happens to a request on its way to its picture.</summary>
public abstract record GenerationEvent
{
    private GenerationEvent()
    {
    }

    /// <summary>It has a place in a loop.</summary>
    /// <param name="Device">The loop's own device.</param>
    public sealed record Queued(string Device) : GenerationEvent;

    /// <summary>Its sequence is ready and enters the loop.</summary>
    public sealed record Started : GenerationEvent;

    /// <summary>An adapter has joined, after the start or from it.</summary>
    /// <param name="Adapter">Its name in the request.</param>
    /// <param name="Call">Model calls made before; 0 from the start.</param>
    public sealed record AdapterAttached(string Adapter, int Call) : GenerationEvent;

    /// <summary>A model call was made.</summary>
    /// <param name="Call">How many were made.</param>
    /// <param name="Calls">How many there will be.</param>
    /// <param name="Preview">What the picture looks like so far, at the size of the latents; null unless the request asked for it.</param>
    public sealed record Stepped(int Call, int Calls, PixelImage? Preview) : GenerationEvent;

    /// <summary>The latents are pixels.</summary>
    public sealed record Decoded : GenerationEvent;
}
