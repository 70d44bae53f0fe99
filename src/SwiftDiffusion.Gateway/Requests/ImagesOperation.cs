namespace SwiftDiffusion.Gateway.Requests;

/// <summary>What the OpenAI images API can be asked to do with a prompt or a picture.</summary>
internal sealed record ImagesOperation
{
    private ImagesOperation()
    {
    }

    /// <summary>A prompt to pictures.</summary>
    public static ImagesOperation Generation { get; } = new() { EventPrefix = "image_generation", HasPrompt = true };

    /// <summary>A picture and a prompt to changed pictures.</summary>
    public static ImagesOperation Edit { get; } = new() { EventPrefix = "image_edit", HasPrompt = true, HasSource = true, HasMask = true };

    /// <summary>A picture to others like it.</summary>
    public static ImagesOperation Variation { get; } = new() { EventPrefix = "image_variation", HasSource = true };

    /// <summary>First part of the names of its events.</summary>
    public required string EventPrefix { get; init; }

    /// <summary>Whether it needs a prompt; else a prompt is optional.</summary>
    public bool HasPrompt { get; init; }

    /// <summary>Whether it starts from a picture, which may come as part of a form.</summary>
    public bool HasSource { get; init; }

    public bool HasMask { get; init; }
}
