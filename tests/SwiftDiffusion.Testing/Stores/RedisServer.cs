using System.Diagnostics;

namespace SwiftDiffusion.Testing.Stores;

/// <summary>A redis-server or valkey-server of the machine, on a unix socket of its own, keeping nothing.</summary>
public sealed class RedisServer : IDisposable
{
    /// <summary>Why tests that need one are skipped where there is none.</summary>
    public const string Missing = "no redis-server or valkey-server on the PATH; '.ci/run' installs one where it may";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly string _folder;

    private RedisServer(Process process, string folder)
    {
        _process = process;
        _folder = folder;
    }

    public string Address => $"unix:{Path.Combine(_folder, "redis.sock")}";

    /// <summary>Path of the program, null when the machine has none.</summary>
    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => new[] { Path.Combine(folder, "redis-server"), Path.Combine(folder, "valkey-server") })
        .FirstOrDefault(File.Exists);

    /// <summary>Starts one and waits until it listens.</summary>
    /// <param name="settings">More of its own options, as on its command line.</param>
    public static async Task<RedisServer> StartAsync(params string[] settings)
    {
        string folder = Directory.CreateTempSubdirectory("swiftdiffusion").FullName;
        string[] arguments = ["--port", "0", "--unixsocket", "redis.sock", "--dir", folder, "--save", "", "--appendonly", "no", "--daemonize", "no", .. settings];
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(Program!, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true },
            EnableRaisingEvents = true,
        };
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.Contains("ready to accept connections", StringComparison.OrdinalIgnoreCase) == true)
                ready.TrySetResult();
        };
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"{Program} ended with {process.ExitCode}."));
        process.Start();
        process.BeginOutputReadLine();
        await ready.Task.WaitAsync(Patience);
        return new RedisServer(process, folder);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
