using System.Diagnostics;
using SwiftDiffusion.EndToEnd.Tests.Browsing;

namespace SwiftDiffusion.EndToEnd.Tests.RealServer;

/// <summary>The executable serving the built-in model on a free port, as a process of its own; one for all tests of this folder.</summary>
public sealed class RealServer : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private Process? _process;

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public async ValueTask InitializeAsync()
    {
        // Without a browser every test is skipped, and nobody asks the server.
        if (InstalledChromium.Path is null)
            return;
        string program = Path.Combine(AppContext.BaseDirectory, "swiftdiffusion");
        _process = Process.Start(new ProcessStartInfo(program, ["serve", "--urls", "http://127.0.0.1:0"]) { RedirectStandardOutput = true })!;
        string listening = await LineWithAsync("Listening on ");
        Address = new Uri(listening.Split(' ').Single(word => word.StartsWith("http://", StringComparison.Ordinal)));
        await LineWithAsync("Ready after ");
        // Nobody reads the log from here on, and a full pipe would stop the server.
        _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null)
            return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<string> LineWithAsync(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await _process!.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
                return line;
        }

        throw new InvalidOperationException($"The server ended without '{text}'.");
    }
}
