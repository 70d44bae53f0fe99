namespace SwiftDiffusion.Contracts;

/// <summary>What turns the given picture into a control image.</summary>
public enum ControlPreprocessor
{
    /// <summary>The picture is a control image already.</summary>
    None,

    /// <summary>Canny edges, white on black.</summary>
    Canny,
}
