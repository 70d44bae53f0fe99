namespace SwiftDiffusion.Host.Output;

/// <summary>What a command found. Its properties are what <c>--json</c> prints.</summary>
internal interface IReport
{
    /// <summary>Tells a person.</summary>
    void Write(TextWriter output);
}
