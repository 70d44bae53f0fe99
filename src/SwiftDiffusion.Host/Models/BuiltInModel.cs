namespace SwiftDiffusion.Host.Models;

/// <summary>The model that comes with the program.</summary>
public static class BuiltInModel
{
    /// <summary>Its folder, beside the executable.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "models", "tinyworld");
}
