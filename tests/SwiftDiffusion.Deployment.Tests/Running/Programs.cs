namespace SwiftDiffusion.Deployment.Tests.Running;

/// <summary>The programs beside the tests, and those of the machine.</summary>
internal static class Programs
{
    public static string Server { get; } = Path.Combine(AppContext.BaseDirectory, "swiftdiffusion");

    public static string LoadGen { get; } = Path.Combine(AppContext.BaseDirectory, "loadgen");

    /// <summary>Path of a program of the machine; null when there is none.</summary>
    public static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
