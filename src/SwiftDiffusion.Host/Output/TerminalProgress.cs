using Spectre.Console;

namespace SwiftDiffusion.Host.Output;

/// <summary>A progress bar on the error stream while something long runs, if somebody is looking.</summary>
internal static class TerminalProgress
{
    /// <summary>Runs the work, which tells how far it is: 0 to 1.</summary>
    public static Task<T> ShowAsync<T>(string what, Func<Action<double>, Task<T>> work)
    {
        if (Console.IsErrorRedirected)
            return work(_ => { });
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress().AutoClear(true).StartAsync(context =>
        {
            var bar = context.AddTask(what, maxValue: 1);
            return work(done => bar.Value = done);
        });
    }
}
