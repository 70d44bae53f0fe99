namespace SwiftDiffusion.Contracts;

/// <summary>How the prompt's text is read.</summary>
public enum PromptSyntax
{
    /// <summary>Every character belongs to the text, brackets too.</summary>
    Plain,

    /// <summary>Web-UI attention: <c>(word)</c>, <c>(word:1.2)</c>, <c>[word]</c>; long prompts in chunks.</summary>
    Weighted,
}
