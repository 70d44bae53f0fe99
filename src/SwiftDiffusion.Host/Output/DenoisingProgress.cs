using Spectre.Console;
using SwiftDiffusion.Engine.Generation;

namespace SwiftDiffusion.Host.Output;

/// <summary>A progress bar on the error stream while a picture is made, if somebody is looking.</summary>
internal static class DenoisingProgress
{
    /// <summary>Runs the work with an observer that moves the bar; with none where the error stream is not a terminal.</summary>
    public static Task<ImageResult> ShowAsync(Func<IStepObserver?, Task<ImageResult>> work)
    {
        if (Console.IsErrorRedirected)
            return work(null);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress().AutoClear(true).StartAsync(context => work(new BarObserver(context.AddTask("denoising"))));
    }

    private sealed class BarObserver(ProgressTask bar) : IStepObserver
    {
        public void Evaluated(ReadOnlySpan<float> input, float timestep, ReadOnlySpan<float> output)
        {
            // Only finished steps move the bar.
        }

        public void Stepped(Sequence sequence) => bar.Value = 100.0 * sequence.CompletedCalls / sequence.TotalCalls;
    }
}
