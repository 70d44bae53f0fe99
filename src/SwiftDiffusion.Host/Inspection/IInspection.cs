namespace SwiftDiffusion.Host.Inspection;

/// <summary>What was found in a file or folder; its properties are the JSON report.</summary>
internal interface IInspection
{
    /// <summary>Tells a person.</summary>
    void Write(TextWriter output);
}
