using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace SwiftDiffusion.Host.Tests.Serving;

/// <summary>The program as a process of its own, ended by its own handle.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    public const int Terminate = 15;

    /// <summary>A server that has not said by then what is waited for will not; even a busy machine starts one sooner.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly StringBuilder _log = new();

    private ServerProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Memory that the process occupies now.</summary>
    public long MemoryBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public static ServerProcess Start(params string[] args) => Start([], args);

    /// <param name="environment">Variables besides those of this process.</param>
    /// <param name="args">Arguments of the program.</param>
    public static ServerProcess Start(KeyValuePair<string, string>[] environment, params string[] args)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "swiftdiffusion"), args) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new ServerProcess(Process.Start(start)!);
    }

    /// <summary>Reads the log until a line holds the text, and returns that line.</summary>
    public Task<string> WaitForAsync(string text, CancellationToken cancellation) => WaitForAsync([text], cancellation);

    private Task<string> WaitForAsync(string[] texts, CancellationToken cancellation) => ReadUntilAsync(texts, cancellation).WaitAsync(Patience, cancellation);

    private async Task<string> ReadUntilAsync(string[] texts, CancellationToken cancellation)
    {
        while (await _process.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            _log.AppendLine(line);
            if (Array.Exists(texts, text => line.Contains(text, StringComparison.Ordinal)))
                return line;
        }

        throw new InvalidOperationException($"The server ended without '{texts[0]}':\n{_log}{await _errors}");
    }

    /// <summary>Waits until the server can do work. Its log is no longer read then.</summary>
    /// <returns>Its address.</returns>
    public async Task<Uri> ReadyAsync(CancellationToken cancellation)
    {
        const string listens = "Listening on ", isReady = "Ready after ";
        // A gateway whose workers are there already says that it is ready before it says where it is.
        string first = await WaitForAsync([listens, isReady], cancellation);
        bool listensFirst = first.Contains(listens, StringComparison.Ordinal);
        string second = await WaitForAsync(listensFirst ? isReady : listens, cancellation);
        IgnoreLog();
        string listening = listensFirst ? first : second;
        return new Uri(listening.Split(' ').Single(word => word.StartsWith("http://", StringComparison.Ordinal)));
    }

    /// <summary>Keeps the log from filling the pipe; its content no longer matters.</summary>
    public void IgnoreLog() => _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);

    public void Signal(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    /// <summary>Waits for the end.</summary>
    public async Task<(int ExitCode, string Errors)> EndAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation);
        return (_process.ExitCode, await _errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
