namespace SwiftDiffusion.Engine.Prompts;

/// <summary>What becomes of a prompt that does not fit the text encoder's context.</summary>
public enum LongPrompts
{
    /// <summary>It continues in further chunks, as in the web UIs.</summary>
    Chunk,

    /// <summary>It is cut at the end of the first chunk, as the reference does; what follows a BREAK is cut too.</summary>
    Truncate,
}
