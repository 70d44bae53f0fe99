namespace SwiftDiffusion.EndToEnd.Tests.Browsing;

/// <summary>Finds a Chromium on this machine; the one Playwright would download is not needed.</summary>
internal static class InstalledChromium
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    /// <summary>Names another executable.</summary>
    private const string Variable = "CHROMIUM";

    /// <summary>Its path; null when there is none.</summary>
    public static string? Path { get; } = Find();

    /// <summary>What a test that is skipped says.</summary>
    public static string Missing => $"no Chromium found; install it (apt-get install chromium) or name one in {Variable}";

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return File.Exists(named) ? named : throw new FileNotFoundException($"{Variable} names no file: {named}");
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.SelectMany(folder => Names.Select(name => System.IO.Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
}
