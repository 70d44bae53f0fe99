namespace SwiftDiffusion.Contracts;

/// <summary>Which part of a mask's picture means "repaint". Inside the engine there is one answer: 1 repaints.</summary>
public enum MaskPolarity
{
    /// <summary>White is repainted, black is kept; the convention of diffusers and the web UIs.</summary>
    WhiteRepaints,

    /// <summary>Black is repainted, white is kept.</summary>
    BlackRepaints,

    /// <summary>Transparent is repainted, opaque is kept; the convention of the OpenAI API.</summary>
    TransparentRepaints,
}
