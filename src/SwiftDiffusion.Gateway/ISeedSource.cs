namespace SwiftDiffusion.Gateway;

/// <summary>Chooses seeds for requests that name none.</summary>
public interface ISeedSource
{
    /// <summary>A seed from 0 to 4 294 967 295, the range every image tool accepts when the seed is typed in again.</summary>
    long NextSeed();
}
