namespace SwiftDiffusion.Fleet.Tests.Processes;

/// <summary>What the machine may have; tests that need it are skipped where it has not, and say so.</summary>
internal static class InstalledPrograms
{
    public const string NoRedis = "There is no redis-server or valkey-server on this machine; apt-get install redis-server.";
    public const string NoCompiler = "There is no C compiler (cc) on this machine, which makes the library that sets clocks off; apt-get install gcc libc6-dev.";

    /// <summary>Path of a Redis or Valkey server; null when there is none.</summary>
    public static string? Redis { get; } = Find("redis-server", "valkey-server");

    /// <summary>Path of a C compiler; null when there is none.</summary>
    public static string? Compiler { get; } = Find("cc");

    /// <summary>Skips the test where there is no Redis.</summary>
    public static void RequireRedis() => Assert.SkipWhen(Redis is null, NoRedis);

    private static string? Find(params string[] names) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => names.Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);
}
