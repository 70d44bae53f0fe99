using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SwiftDiffusion.Fleet.Tests.Processes;

/// <summary>A program of the test's own: its output is kept, and it is ended by its own handle, whatever becomes of the test.</summary>
internal sealed partial class OwnedProcess : IAsyncDisposable
{
    private const int Terminate = 15, Continue = 18, Stop = 19;

    private readonly Process _process;
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private readonly List<(string Text, TaskCompletionSource<string> Found)> _awaited = [];

    private OwnedProcess(Process process) => _process = process;

    /// <summary>What it wrote so far.</summary>
    public string Output
    {
        get
        {
            lock (_lock)
                return string.Join('\n', _lines);
        }
    }

    public int ExitCode => _process.ExitCode;

    public static OwnedProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var owned = new OwnedProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        owned._process.OutputDataReceived += (_, e) => owned.Add(e.Data);
        owned._process.ErrorDataReceived += (_, e) => owned.Add(e.Data);
        owned._process.Exited += (_, _) => owned.Fail();
        owned._process.Start();
        owned._process.BeginOutputReadLine();
        owned._process.BeginErrorReadLine();
        return owned;
    }

    /// <summary>Waits for a line that holds the text.</summary>
    /// <exception cref="InvalidOperationException">The process ended before.</exception>
    public Task<string> LineAsync(string text)
    {
        var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_lines.Find(line => line.Contains(text, StringComparison.Ordinal)) is { } line)
                return Task.FromResult(line);
            _awaited.Add((text, found));
        }

        if (_process.HasExited)
            Fail();
        return Patience.ForAsync($"'{text}' in the output of {_process.StartInfo.FileName}", found.Task);
    }

    /// <summary>Ends it without a warning, as a crash or an operator's <c>kill -9</c> does, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Asks it to stop.</summary>
    public void RequestStop() => Send(Terminate);

    /// <summary>Waits for its end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience.Longest);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    /// <summary>Lets it stand still: it answers nobody, and its connections stay open.</summary>
    public void Freeze() => Send(Stop);

    public void Thaw() => Send(Continue);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private void Send(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    private void Add(string? line)
    {
        if (line is null)
            return;
        lock (_lock)
        {
            _lines.Add(line);
            foreach (var (text, found) in _awaited.Where(awaited => line.Contains(awaited.Text, StringComparison.Ordinal)))
                found.TrySetResult(line);
        }
    }

    private void Fail()
    {
        // The last lines may come after the end.
        _process.WaitForExit();
        lock (_lock)
        {
            foreach (var (text, found) in _awaited)
                found.TrySetException(new InvalidOperationException($"{_process.StartInfo.FileName} ended without '{text}':\n{string.Join('\n', _lines)}"));
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
