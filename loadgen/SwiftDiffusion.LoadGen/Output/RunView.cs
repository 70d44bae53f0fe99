namespace SwiftDiffusion.LoadGen.Output;

/// <summary>Chooses the view.</summary>
internal static class RunView
{
    /// <summary>A live table for somebody at a terminal, else a line now and then.</summary>
    public static IRunView For(TextWriter error, TimeProvider time) =>
        !Console.IsErrorRedirected && error == Console.Error ? new LiveView(error, time) : new PlainView(error, time);
}
