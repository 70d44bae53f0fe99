namespace SwiftDiffusion.Engine.Prompts;

/// <summary>How a prompt is read.</summary>
public enum PromptSyntax
{
    /// <summary>Every character is text.</summary>
    Plain,

    /// <summary>The web UIs' notation: (x), (x:1.2), [x], backslash escapes, BREAK.</summary>
    Weighted,
}
