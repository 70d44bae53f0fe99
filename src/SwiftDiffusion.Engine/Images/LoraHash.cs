namespace SwiftDiffusion.Engine.Images;

/// <summary>One entry of "Lora hashes". The format has no quoting for names: colons and commas are left out when written.</summary>
public sealed record LoraHash(string Name, string Hash)
{
    internal string ToText() => $"{Infotext.WithoutSeparators(Name)}: {Infotext.WithoutSeparators(Hash)}";
}
