namespace SwiftDiffusion.Engine.Prompts;

/// <summary>How a request wants its prompts read.</summary>
public sealed record PromptOptions(PromptSyntax Syntax, LongPrompts LongPrompts);
