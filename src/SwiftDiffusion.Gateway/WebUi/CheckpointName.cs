namespace SwiftDiffusion.Gateway.WebUi;

/// <summary>The name inside a title of the web UIs' menus.</summary>
internal static class CheckpointName
{
    private static readonly string[] Endings = [".safetensors", ".ckpt", ".pth"];

    /// <summary>"name.safetensors [hash]" without ending and hash.</summary>
    public static string Of(string title)
    {
        string name = title.TrimEnd();
        int bracket = name.EndsWith(']') ? name.LastIndexOf(" [", StringComparison.Ordinal) : -1;
        name = bracket > 0 ? name[..bracket] : name;
        string? ending = Array.Find(Endings, ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
        return ending is null ? name : name[..^ending.Length];
    }
}
