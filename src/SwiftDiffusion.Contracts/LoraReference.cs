namespace SwiftDiffusion.Contracts;

/// <summary>An adapter that a job wants attached, by the name under which its model lists it.</summary>
public sealed record LoraReference
{
    /// <param name="name">One of <see cref="ModelInfo.Loras"/>.</param>
    /// <param name="scale">Strength; 1 is as trained, 0 is none, negative inverts.</param>
    public LoraReference(string name, double scale)
    {
        Name = Require.Name(name);
        Scale = Require.Finite(scale);
    }

    public string Name { get; }

    public double Scale { get; }
}
