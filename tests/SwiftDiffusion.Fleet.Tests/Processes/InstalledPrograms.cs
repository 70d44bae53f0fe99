namespace SwiftDiffusion.Fleet.Tests.Processes;

/// <summary>What the machine may have; tests that need it are skipped where it has not, and say so.</summary>
internal static class InstalledPrograms
{
    public const string NoRedis = "There is no redis-server or valkey-server on this machine; apt-get install redis-server.";
    public const string NoFakeTime = "There is no libfaketime on this machine; apt-get install libfaketime.";

    /// <summary>Path of a Redis or Valkey server; null when there is none.</summary>
    public static string? Redis { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => new[] { Path.Combine(folder, "redis-server"), Path.Combine(folder, "valkey-server") })
        .FirstOrDefault(File.Exists);

    /// <summary>The library that gives a process another clock; null when there is none.</summary>
    public static string? FakeTime { get; } = new[] { "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1", "/usr/lib64/faketime/libfaketime.so.1" }.FirstOrDefault(File.Exists);

    /// <summary>Skips the test where there is no Redis.</summary>
    public static void RequireRedis() => Assert.SkipWhen(Redis is null, NoRedis);
}
