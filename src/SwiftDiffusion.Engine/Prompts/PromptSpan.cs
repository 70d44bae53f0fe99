namespace SwiftDiffusion.Engine.Prompts;

/// <summary>A part of a parsed prompt: a <see cref="TextSpan"/> or a <see cref="BreakSpan"/>.</summary>
public abstract record PromptSpan
{
    private protected PromptSpan()
    {
    }
}

/// <summary>Text with one weight, escapes resolved.</summary>
public sealed record TextSpan(string Text, float Weight) : PromptSpan;

/// <summary>The word BREAK: the next span begins a new chunk.</summary>
public sealed record BreakSpan : PromptSpan;
