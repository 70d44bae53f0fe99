namespace SwiftDiffusion.Engine.Prompts;

internal enum LexemeKind
{
    Text,
    Escaped,
    OpenRound,
    CloseRound,
    CloseWeighted,
    OpenSquare,
    CloseSquare,
}

/// <summary>A piece of a weighted prompt.</summary>
/// <param name="Kind">What it may mean.</param>
/// <param name="Text">What it is when it turns out to be text.</param>
/// <param name="Weight">The factor of a <see cref="LexemeKind.CloseWeighted"/>.</param>
internal sealed record Lexeme(LexemeKind Kind, string Text, double Weight = 1);
