namespace SwiftDiffusion.Engine.Prompts;

/// <summary>A token as the vocabulary spells it, and its id.</summary>
internal sealed record TokenId(string Text, int Id);
